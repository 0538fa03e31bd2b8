/** The best of the cell. */
import { best, type Arm } from '../arm.ts';
import type { Router } from '../router-kind.ts';

export const cell = {
  name: 'cell',
  label: 'By cell',
  words: 'the best of the cell',
  needsContext: false,
  needsCell: true,
  why: () => 'the best elite of that cell answers',
  choose: routeByCell,
} as const satisfies Router;

/** The best elite of the cell, whatever its cost bin; null when the cell has none. */
export function routeByCell<A extends Arm>(arms: readonly A[], asked: { family: string; depth: string }): A | null {
  return best(arms.filter((arm) => arm.family === asked.family && arm.depth === asked.depth));
}
