/**
 * The whole state of a world between two generations, as plain data: enough to go on exactly where it stopped. Weights
 * are named by content hash; the bytes live in the adapter pool and in the journal's blobs.
 */
import { z } from 'zod';
import { archiveStateSchema } from '../../archive/archive.ts';
import { hashJson } from '../../base/hash.ts';
import { FIRST_RULES } from '../../core/rules-version.ts';
import { NOTHING, withObservation } from '../../core/statistics.ts';
import { cellStateSchema } from '../../economy/cells.ts';
import type { Adapter } from '../../host/index.ts';
import type { Memory } from '../../organelles/plasticity/memory.ts';
import { banditStateSchema } from '../../routing/bandit.ts';
import { traitsSchema } from '../../organelles/traits.ts';
import { DEPTHS } from '../../core/depth.ts';
import { configSchema } from '../config/config.ts';
import { metaTrialSchema } from '../config/meta-trial.ts';
import { hostIdentitySchema } from '../events/events.ts';
import { stubbornSchema } from '../niches/stubborn.ts';
import { nicheStateSchema } from '../niches/niche.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** What an organelle's present weights have earned in one cell. */
const cellRecordSchema = z.strictObject({
  solved: z.int().min(0),
  costSum: z.number(),
  /**
   * ROI per episode at the base price: count, mean, sum of squared deviations. Prices fall as a cell is mastered and swing
   * with the season; at the base price records of different times can be compared.
   */
  standardRoi: z.strictObject({ n: z.int().min(0), mean: z.number(), squares: z.number() }),
});
export type CellRecord = z.infer<typeof cellRecordSchema>;

/** A record with one more episode in it; energies in E. */
export function withEpisodeRecord(
  record: CellRecord = { solved: 0, costSum: 0, standardRoi: NOTHING },
  { solved, standardRoi, cost }: { solved: boolean; standardRoi: number; cost: number },
): CellRecord {
  return {
    solved: record.solved + (solved ? 1 : 0),
    costSum: record.costSum + cost,
    standardRoi: withObservation(record.standardRoi, standardRoi),
  };
}

/** What foraging knows of a cell: its learned value in E per episode, and how often it was tried. */
const nicheSchema = z.strictObject({ value: z.number(), count: z.int().min(0) });

/** A solved task with the organelle's own answer. */
const exampleSchema = z.strictObject({ prompt: z.string(), answer: z.string() });
export type Example = z.infer<typeof exampleSchema>;

/** A cell that was mastered, and how many of its canary tasks its best elite solved then. */
const masteredSchema = z.strictObject({
  family: z.string(),
  depth: z.enum(DEPTHS),
  n: z.int().min(0),
  solved: z.int().min(0),
});

const organelleSchema = z.strictObject({
  id: z.int().min(1),
  name: z.string(),
  weights: hash,
  /** What its plasticity remembers, by content hash; null before it has learnt anything. */
  memory: hash.nullable().default(null),
  /** Updates of its weights by learning. */
  updates: z.int().min(0).default(0),
  rank: z.int().min(1),
  traits: traitsSchema,
  parents: z.array(z.int().min(1)),
  lineage: z.int().min(1),
  depth: z.int().min(0),
  bornGeneration: z.int().min(0),
  strikes: z.int().min(0),
  /** By a hand, in a fork: it neither changes, breeds nor dies. */
  frozen: z.literal(true).optional(),
  niches: z.record(z.string(), nicheSchema),
  records: z.record(z.string(), cellRecordSchema),
  /** The organ of memory: its last solved tasks by cell, newest last. */
  examples: z.record(z.string(), z.array(exampleSchema)).default({}),
  /** Its answers that a person's thumb was on, as `generation.index`. */
  thumbs: z.array(z.string()).default([]),
});
export type Organelle = z.infer<typeof organelleSchema>;

/** What a world's bandit has learnt. */
const worldBanditSchema = z.strictObject({
  /** Mean embedding of typical prompts, [hidden]. */
  centre: z.array(z.number()),
  state: banditStateSchema,
});
export type WorldBandit = z.infer<typeof worldBanditSchema>;

export const worldSchema = z.strictObject({
  seed: z.string(),
  name: z.string(),
  config: configSchema,
  host: hostIdentitySchema,
  /** The version of the rules that it is lived under; see `rulesOf`. */
  rules: z.int().min(1).optional(),
  generation: z.int().min(0),
  /** The living, oldest first. */
  organelles: z.array(organelleSchema),
  nextOrganelle: z.int().min(1),
  /** Ledger balances, E. */
  balances: z.record(z.string(), z.number()),
  cells: z.array(cellStateSchema),
  archive: archiveStateSchema,
  /** The learning rule that this host refused; it is not tried again until another was chosen. */
  refusedRule: z.string().nullable().default(null),
  /** Pairs of weights whose child was tested, newest last, so that the same child is not made again. */
  triedMerges: z.array(z.string()).default([]),
  /** The trial of the ecology’s parameters that is going on. */
  meta: metaTrialSchema.nullable().default(null),
  /** Cells that were mastered at some time, in that order; kept while canaries are on. */
  mastered: z.array(masteredSchema).default([]),
  /** Who holds which niche, in worlds in which survival is by niche. */
  niches: z.array(nicheStateSchema).optional(),
  /** By cell, the tasks that its holder does not get right reliably, the one that waited longest first. */
  stubborn: z.record(z.string(), z.array(stubbornSchema)).optional(),
  /** FLOPs spent so far on all but measurement; counted while customs change. */
  spentFlops: z.number().min(0).optional(),
  /** What the portfolio's bandit has learnt; null until it is the router and there are elites. */
  bandit: worldBanditSchema.nullable().default(null),
});
export type World = z.infer<typeof worldSchema>;

/** The version of the rules that a world is lived under. Worlds from before rules had versions name none, and keep their hashes. */
export function rulesOf({ rules = FIRST_RULES }: Pick<World, 'rules'>): number {
  return rules;
}

/** Weights by content hash: those of the living and of the elites. */
export type AdapterPool = Map<string, Adapter>;

/** What the living remember of their learning, by content hash. */
export type MemoryPool = Map<string, Memory>;

/** The hashes of all weights that this world still needs. */
export function weightsInUse(world: World): Set<string> {
  return new Set([
    ...world.organelles.map((organelle) => organelle.weights),
    ...world.archive.entries.map((entry) => entry.weights),
    ...(world.niches ?? []).flatMap(({ atBest, shelf }) =>
      [...(atBest ? [atBest] : []), ...shelf].map(({ weights }) => weights),
    ),
  ]);
}

/** The hashes of all memories that this world still needs. */
export function memoriesInUse(world: World): Set<string> {
  return new Set(world.organelles.flatMap(({ memory }) => (memory === null ? [] : [memory])));
}

/** The hash of the file of tasks that this world lives on; none in worlds of the lab's own families. */
export function tasksInUse({ config }: Pick<World, 'config'>): Set<string> {
  return new Set(config.cells.tasks === '' ? [] : [config.cells.tasks]);
}

/** The hashes of all files that a saved world needs beside it. */
export function blobsInUse(world: World): Set<string> {
  return new Set([...weightsInUse(world), ...memoriesInUse(world), ...tasksInUse(world)]);
}

export function hashWorld(world: World): string {
  return hashJson(world);
}
