/** The best of the family, at any depth. */
import { best, type Arm } from '../arm.ts';
import type { Router } from '../router-kind.ts';

export const family = {
  name: 'family',
  label: 'By family',
  words: 'the best of the family',
  needsContext: false,
  needsCell: true,
  why: ({ family }) => `the best elite of ${family} answers`,
  choose: routeByFamily,
} as const satisfies Router;

/** The best elite of the family, whatever its depth and cost bin; null when the family has none. */
function routeByFamily<A extends Arm>(arms: readonly A[], asked: { family: string }): A | null {
  return best(arms.filter((arm) => arm.family === asked.family));
}
