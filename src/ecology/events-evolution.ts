/** What happens to organelles between birth and death, and between births: learning, merging, change of rank, change of the rules. */
import { z } from 'zod';
import { energy, cellId, flops, hash, norms, organelleId } from './event-kinds.ts';

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

/** Step 9: one update of an organelle's weights by its plasticity. */
const learned = z.strictObject({
  type: z.literal('learned'),
  organelle: organelleId,
  rule: z.enum(['evolution', 'hebbian', 'backprop', 'supervised']),
  cell: cellId,
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

/** Step 12: an adapter grew by a direction, or lost idle ones. */
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

export const evolutionEvents = [learned, morphed] as const;
