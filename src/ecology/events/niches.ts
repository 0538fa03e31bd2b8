/** What happens to niches where survival is by niche: one starves, is auditioned for, and is taken. */
import { z } from 'zod';
import { cellId, energy, flops, organelleId } from './kinds.ts';

/** By `colonise`: the holder lived well there once and solves nearly nothing by now. */
const nicheStarved = z.strictObject({
  type: z.literal('niche-starved'),
  cell: cellId,
  organelle: organelleId,
  /** Of its newest watched attempts. */
  solved: z.int().min(0),
  n: z.int().min(0),
  /** The best share that it solved over a whole watch. */
  best: z.number().min(0).max(1),
});

/** Who was heard, and what it solved. */
const heard = z.strictObject({
  who: z.enum(['newcomer', 'former', 'neighbour', 'holder']),
  /** Whose weights they were or had been; a newcomer has none yet. */
  organelle: organelleId.nullable(),
  solved: z.int().min(0),
});

/** By `colonise`: the niche was auditioned for. The winner is charged for all of it. */
const auditioned = z.strictObject({
  type: z.literal('auditioned'),
  cell: cellId,
  why: z.enum(['starved', 'vacant']),
  tasks: z.int().min(0),
  heard: z.array(heard).min(1),
  /** The place of the winner in that list, and the organelle that holds the niche now. */
  winner: z.int().min(0),
  organelle: organelleId,
  flops,
  cost: energy,
  paid: energy,
});

/** By `found`, `colonise` and `reproduce`: somebody holds the niche from now on. */
const nicheTaken = z.strictObject({
  type: z.literal('niche-taken'),
  cell: cellId,
  organelle: organelleId,
  /** Who held it before. */
  from: organelleId.nullable(),
  how: z.enum(['founder', 'newcomer', 'former', 'neighbour', 'split']),
});

export const nicheEvents = [nicheStarved, auditioned, nicheTaken] as const;
