/**
 * What happens in a world once it has begun: all events but those that say which world it is. Mechanisms read these, and the
 * config's organs are mechanisms, so nothing here knows the config.
 */
import { z } from 'zod';
import { traitsSchema } from '../../organelles/traits.ts';
import { cellId, depth, energy, hash, norms, organelleId } from './kinds.ts';
import { evolutionEvents } from './evolution.ts';
import { nicheEvents } from './niches.ts';
import { episodeOrgans, organEvents } from './organs.ts';

/** A parameter changed by hand, in force from this generation on. */
const tweaked = z.strictObject({ type: z.literal('tweaked'), path: z.string(), from: z.json(), to: z.json() });

/** By `climate`: season and prices of every open cell. */
const climate = z.strictObject({
  type: z.literal('climate'),
  season: z.number(),
  /** The share of its price that a solved task pays in this winter. */
  winterYield: z.number().optional(),
  prices: z.record(cellId, energy),
});

/** A cell is open from now on: its tasks are set and it has a price. */
const cellOpened = z.strictObject({
  type: z.literal('cell-opened'),
  cell: cellId,
  why: z.enum(['start', 'schedule', 'mastered', 'catastrophe']),
});

/**
 * An organelle begins: as a founder, by a split, by a merge that was proven, or as an elite that returns; in a fork also by a
 * hand, as a clone of another or as an adapter that was brought in.
 */
const born = z.strictObject({
  type: z.literal('born'),
  organelle: organelleId,
  name: z.string(),
  operator: z.enum(['founder', 'split', 'merge', 'immigrant', 'clone', 'brought']),
  parents: z.array(organelleId),
  /** The founder from which it descends; gives its colour. */
  lineage: organelleId,
  /** Births between it and its founder. */
  depth: z.int().min(0),
  weights: hash,
  rank: z.int().min(1),
  traits: traitsSchema,
  /** What the environment or its parents gave it; of two parents each gave half, `giftsOf` says exactly what. */
  energy,
  /** Frobenius norm of its change of each projection, in the order of the host's sites; journals before version 2 lack it. */
  norms: norms.optional(),
  /** The choice of its parent would have been another by wealth alone. */
  novel: z.boolean().optional(),
});

/** A birth that found the world full and brought too little energy to displace anybody. */
const birthWaited = z.strictObject({ type: z.literal('birth-waited'), organelle: organelleId });

/** By `tickets`: an organelle paid its ticket. */
const ticketPaid = z.strictObject({ type: z.literal('ticket-paid'), organelle: organelleId, energy });
/** By `tickets`: an organelle could not pay its ticket, so many times in a row by now. */
const strike = z.strictObject({ type: z.literal('strike'), organelle: organelleId, strikes: z.int().min(1) });

/** An organelle’s life ends. */
const retired = z.strictObject({
  type: z.literal('retired'),
  organelle: organelleId,
  /** Removed: by a hand, where a fork began. */
  why: z.enum(['bankrupt', 'age', 'displaced', 'removed']),
  /** What it still owned; returns to the environment. */
  estate: energy,
});

/** By a hand, where a fork began: from now on the organelle neither changes, breeds nor dies. */
const frozen = z.strictObject({ type: z.literal('frozen'), organelle: organelleId });

/** From `choose` to `settle`: one attempt by one organelle at one task. */
const episode = z.strictObject({
  type: z.literal('episode'),
  /** Number within the generation. */
  index: z.int().min(0),
  organelle: organelleId,
  cell: cellId,
  task: z.string(),
  prompt: z.string(),
  target: z.json(),
  answer: z.string(),
  grade: z.number().min(0).max(1),
  solved: z.boolean(),
  why: z.string(),
  /** Who chose the cell. Where survival is by niche nobody did: its holder was watched there, or practised. */
  choice: z.enum(['controller', 'foraging', 'watch', 'practice']),
  promptTokens: z.int().min(0),
  newTokens: z.int().min(0),
  flops: z.number().min(0),
  /** Deterministic cost of the computation that the organelle bears; ROI counts it whole. */
  cost: energy,
  /** The part of the cost that the organelle could pay. */
  paid: energy,
  /** Its own: what a living partner got is the team's. */
  revenue: energy,
  /** What exceeded the organelle's cap and went back. */
  overflow: energy,
  ...episodeOrgans,
});
export type Episode = z.infer<typeof episode>;

/** By `archive`, and in a fork by a hand with an adapter that was tried: a bin of the archive has a new or better elite. */
const elite = z.strictObject({
  type: z.literal('elite'),
  family: z.string(),
  depth,
  costBin: z.int().min(0),
  organelle: organelleId,
  weights: hash,
  /** Lower 95 % bound of the mean ROI at the base price, E. */
  quality: z.number(),
  n: z.int().min(1),
  /** Mean ROI at the base price, E. */
  meanRoi: z.number(),
  meanCost: z.number(),
  /** The organelle that held the bin before. */
  replaced: organelleId.nullable(),
  /** The line of the organelle: its founder, and the births between them; older journals lack both. */
  lineage: organelleId.optional(),
  lineDepth: z.int().min(0).optional(),
});

const interval = z.strictObject({ mean: z.number(), low: z.number(), high: z.number(), n: z.int().min(0) });

/**
 * By `measure`: the bare host, the best elite and the portfolio (each cell answered by its own best elite) on the same test
 * tasks; pays, charges and teaches nothing. Shares of solved tasks with their 95 % intervals.
 */
const measured = z.strictObject({
  type: z.literal('measured'),
  trigger: z.enum(['schedule', 'asked']),
  tasks: z.int().min(0),
  distinctPrompts: z.int().min(0),
  base: interval,
  elite: interval,
  portfolio: interval,
  /** Paired differences: elite minus base, portfolio minus base. */
  difference: interval,
  portfolioDifference: interval,
  organelle: organelleId.nullable(),
  weights: hash.nullable(),
  /** Solved tasks by family. */
  byFamily: z.record(z.string(), z.strictObject({ n: z.int(), base: z.int(), elite: z.int(), portfolio: z.int() })),
  flops: z.number().min(0),
  /** The version of the rules that judged it, where that is another than the world's. */
  rules: z.int().min(1).optional(),
});
export type Measurement = z.infer<typeof measured>;

/** By `record`: the generation is whole. */
const generationEnded = z.strictObject({
  type: z.literal('generation-ended'),
  flops: z.record(z.string(), z.number()),
  /** Hash of the world's whole state, so that two runs can be compared in one look. */
  stateHash: hash,
});

export const livedEvents = [
  tweaked,
  climate,
  cellOpened,
  born,
  birthWaited,
  ticketPaid,
  strike,
  retired,
  frozen,
  episode,
  elite,
  measured,
  ...evolutionEvents,
  ...nicheEvents,
  ...organEvents,
  generationEnded,
] as const;

type LivedEvent = z.infer<(typeof livedEvents)[number]>;
export type LivedType = LivedEvent['type'];
export type LivedOf<Type extends LivedType> = Extract<LivedEvent, { type: Type }>;
