/**
 * What rivals draw randomness for. No key holds a rival's name: two rivals of one seed are asked the same tasks in the same
 * round, as far as they do the same, and start from the same weights.
 */
import { random, type Random } from '../../base/random.ts';

interface RivalPurposes {
  /** the train tasks of a lesson */
  'rival-lesson': [round: number, cell: string];
  /** one sampled answer of a lesson */
  'rival-trial': [round: number, cell: string, nth: number];
  /** the train tasks by which whoever answers in a cell is watched */
  'rival-watch': [round: number, cell: string];
  'rival-audition': [round: number, cell: string];
  'rival-newcomer': [round: number, cell: string];
}

/** The stream of a purpose of the rivals of a seed. */
export function rivalRandom<Purpose extends keyof RivalPurposes>(
  seed: string,
  purpose: Purpose,
  ...key: RivalPurposes[Purpose]
): Random {
  return random(seed, purpose, ...key);
}
