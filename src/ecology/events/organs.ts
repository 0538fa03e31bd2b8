/** What only worlds with optional organs tell of. */
import { z } from 'zod';
import { cellId, energy, flops, hash, organelleId } from './kinds.ts';

/** An answer that was given before the one that counts. */
const draft = z.strictObject({
  answer: z.string(),
  solved: z.boolean(),
  /** Whether it fitted into the context beside the task; what did not was paid for all the same. */
  seen: z.boolean(),
  promptTokens: z.int().min(0),
  newTokens: z.int().min(0),
  flops,
});

/** The elite that gave the first answer, what it got of the episode's whole revenue and what it paid. */
const team = z.strictObject({
  partner: organelleId,
  weights: hash,
  /** A dead one gets and pays nothing: the organelle keeps the whole revenue and bears this cost within its own. */
  alive: z.boolean(),
  cost: energy,
  revenue: energy,
  paid: energy,
  overflow: energy,
});

/** How many of its own solved tasks it was shown, and the cell's running success at that time. */
const examples = z.strictObject({ shown: z.int().min(1), expected: z.number().min(0).max(1) });

/**
 * What an episode has besides, where an organ had a part in it. A draft without a team is the organelle's own, and its
 * computation is part of the episode's tokens, FLOPs and cost; a team's draft is not.
 */
export const episodeOrgans = {
  draft: draft.optional(),
  team: team.optional(),
  examples: examples.optional(),
};

/** By `climate`: prices and difficulties were reshuffled. Cells that close and open by it follow as events of their own. */
const catastrophe = z.strictObject({
  type: z.literal('catastrophe'),
  /** Which depth took the place of which. */
  moves: z.array(z.strictObject({ from: cellId, to: cellId })),
  /** The running success of every cell that is open then. */
  successes: z.record(cellId, z.number()),
});

/** A catastrophe closed a cell: its tasks are set no more. */
const cellClosed = z.strictObject({ type: z.literal('cell-closed'), cell: cellId, why: z.literal('catastrophe') });

/** By `climate`: from this generation on a cell wants another form of answer for the same prompts; no organelle is told. */
const customChanged = z.strictObject({
  type: z.literal('custom-changed'),
  cell: cellId,
  from: z.string(),
  to: z.string(),
});

/** Before the first act: a person's thumb on an answer, in force from this generation on. */
const feedback = z.strictObject({
  type: z.literal('feedback'),
  episode: z.strictObject({ generation: z.int().min(1), index: z.int().min(0) }),
  organelle: organelleId,
  cell: cellId,
  thumb: z.enum(['up', 'down']),
  /** What the organelle was paid, or what was taken from it. */
  energy,
  overflow: energy,
});

const count = { n: z.int().min(0), solved: z.int().min(0) };

/** By `canaries`: a cell was mastered for the first time, and how many select tasks its best elite solved then. */
const mastered = z.strictObject({
  type: z.literal('mastered'),
  cell: cellId,
  organelle: organelleId,
  weights: hash,
  ...count,
});

/** By `canaries`: the best elite of a mastered cell was asked the same select tasks again. */
const canary = z.strictObject({
  type: z.literal('canary'),
  cell: cellId,
  organelle: organelleId,
  weights: hash,
  ...count,
  /** What was reached when the cell was mastered. */
  reached: z.strictObject(count),
  /** Fisher's exact test, one-sided: how likely so few are if nothing has changed. */
  pValue: z.number().min(0).max(1),
  regression: z.boolean(),
});

/** By `route`: the bandit let elites answer select tasks, and learnt from what they solved. */
const routed = z.strictObject({
  type: z.literal('routed'),
  ...count,
  /** The elites that it chose, each once. */
  organelles: z.array(organelleId),
});

export const organEvents = [catastrophe, cellClosed, customChanged, feedback, mastered, canary, routed] as const;
