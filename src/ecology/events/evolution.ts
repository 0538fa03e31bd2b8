/** What happens to organelles between birth and death, and between births: learning, merging, change of rank, change of the rules. */
import { z } from 'zod';
import { LEARNING_RULE_NAMES } from '../../organelles/plasticity/settings.ts';
import { energy, cellId, flops, hash, norms, organelleId } from './kinds.ts';
import { contenderSchema, metaValuesSchema } from '../config/meta-trial.ts';

/** One task answered before and after an update, greedily, by the same organelle. */
const probe = z.strictObject({
  prompt: z.string(),
  target: z.json(),
  before: z.string(),
  after: z.string(),
  solvedBefore: z.boolean(),
  solvedAfter: z.boolean(),
});
export type Probe = z.infer<typeof probe>;

/** By `learn`: one update of an organelle's weights by its plasticity. */
const learned = z.strictObject({
  type: z.literal('learned'),
  organelle: organelleId,
  rule: z.enum(LEARNING_RULE_NAMES),
  cell: cellId,
  /** Of several cells at once: the share of each in what it learnt from. */
  shares: z.record(cellId, z.number()).optional(),
  /** The update's number in this organelle's life, from 1. */
  update: z.int().min(1),
  /** A number in the update was none: it was dropped and the weights are as they were. */
  dropped: z.boolean(),
  weightsBefore: hash,
  weights: hash,
  trials: z.int().min(0),
  solvedShare: z.number().nullable(),
  meanReward: z.number().nullable(),
  loss: z.number().nullable(),
  gradientNorm: z.number().nullable(),
  /** ‖after − before‖ over all weights. */
  changeNorm: z.number(),
  norms,
  probes: z.array(probe),
  /** FLOPs of the trials and of the passes through the training graph. */
  flops: z.strictObject({ trials: flops, training: flops }),
  /** Deterministic cost of the computation times the world's share, and the part that the organelle could pay. */
  cost: energy,
  paid: energy,
});

/** By `learn`: this host cannot be trained by the chosen rule; the world goes on without learning. */
const learningRefused = z.strictObject({
  type: z.literal('learning-refused'),
  rule: learned.shape.rule,
  sentence: z.string(),
  nextStep: z.string(),
});

/** One task of an assimilation test: who solved it. */
const sample = z.strictObject({ cell: cellId, task: z.string(), child: z.boolean(), parent: z.boolean() });

/** By `merge`: a child of two was made and tested against the better of them. */
const assimilated = z.strictObject({
  type: z.literal('assimilated'),
  parents: z.tuple([organelleId, organelleId]),
  /** The parent that it was tested against. */
  best: organelleId,
  method: z.enum(['svd', 'concatenate', 'ties', 'dare']),
  /** The parents' weights in the child. */
  weights: z.tuple([z.number(), z.number()]),
  rank: z.int().min(1),
  /** Where it was tested. */
  cells: z.array(cellId),
  /** What the pair promised beyond its better half, in solved shares summed over cells. */
  promise: z.number(),
  /** Select tasks that both parents answered first, and how many each solved. */
  evidenceTasks: z.int().min(0),
  evidenceSolved: z.tuple([z.int().min(0), z.int().min(0)]),
  samples: z.array(sample),
  /** Natural logarithms of the evidence after each batch: for an uplift, and for its being too small. */
  logEvidence: z.array(z.number()),
  logFutility: z.array(z.number()),
  rule: z.strictObject({
    alpha: z.number(),
    leastUplift: z.number(),
    futilityAlpha: z.number(),
    maxTasks: z.int(),
  }),
  verdict: z.enum(['passed', 'futile', 'exhausted']),
  n: z.int().min(0),
  /** Solved by the child less solved by the parent, per task. */
  meanDifference: z.number(),
  flops,
  /** Deterministic cost of the computation times the world's share, and what each parent paid of its half. */
  cost: energy,
  paid: z.tuple([energy, energy]),
  /** The organelle that it became; null when it was dissolved. */
  child: organelleId.nullable(),
});

/** By `morphogenesis`: an adapter grew by a direction, or lost idle ones. */
const morphed = z.strictObject({
  type: z.literal('morphed'),
  organelle: organelleId,
  /** Rank before and after. */
  from: z.int().min(1),
  to: z.int().min(1),
  why: z.enum(['saturated', 'idle']),
  weightsBefore: hash,
  weights: hash,
  norms,
  /** Before the change, mean over the sites. */
  effectiveRank: z.number().min(0),
  /** ‖ΔW − ΔW′‖ ÷ ‖ΔW‖ over all sites; growth changes nothing. */
  error: z.number().min(0),
});

/** By `metaEvolution`: other values for some of the ecology’s parameters are to be tried against the present ones. */
const metaProposed = z.strictObject({
  type: z.literal('meta-proposed'),
  /** Who has the first window. */
  first: contenderSchema,
  challenger: metaValuesSchema,
  incumbent: metaValuesSchema,
});

/** These values are in force from the next generation on. */
const metaWindowOpened = z.strictObject({
  type: z.literal('meta-window-opened'),
  /** Number within the trial, from 0; two make a pair. */
  index: z.int().min(0),
  who: contenderSchema,
  values: metaValuesSchema,
});

/** A window is over: what the living solved of the select tasks, and what those answers cost at a price of thought of 1. */
const metaWindow = z.strictObject({
  type: z.literal('meta-window'),
  index: z.int().min(0),
  who: contenderSchema,
  accuracy: z.number().min(0).max(1),
  solved: z.int().min(0),
  n: z.int().min(0),
  energySpent: energy,
  /** Tasks solved per E. */
  score: z.number().min(0),
});

/** A trial is over; `values` stay in force. */
const metaJudged = z.strictObject({
  type: z.literal('meta-judged'),
  /** Interrupted: somebody turned a dial that was under test, or ended meta-evolution. */
  verdict: z.enum(['accepted', 'reverted', 'interrupted']),
  /** Score of the challenger minus the incumbent’s, mean of the pairs with its 50 % interval; null where pairs are too few. */
  difference: z.strictObject({
    mean: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    n: z.int().min(0),
  }),
  values: metaValuesSchema,
});

export const evolutionEvents = [
  learned,
  learningRefused,
  assimilated,
  morphed,
  metaProposed,
  metaWindowOpened,
  metaWindow,
  metaJudged,
] as const;
