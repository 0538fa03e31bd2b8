/** One adapter for everything. */
import { best, byWeights, type Arm } from '../arm.ts';
import type { Router } from '../router-kind.ts';

export const single = {
  name: 'single',
  label: 'Single',
  words: 'one for everything',
  needsContext: false,
  needsCell: false,
  why: () => 'One for everything: the elite of the highest quality over its cells',
  choose: routeSingle,
} as const satisfies Router;

/**
 * The weights with the highest mean quality over the bins they hold, each bin weighted by its episodes (ties: more
 * episodes, then the older organelle). Returns the best of its entries; null without elites.
 */
export function routeSingle<A extends Arm>(arms: readonly A[]): A | null {
  const adapters = [...byWeights(arms).values()].map((entries) => {
    const n = entries.reduce((sum, entry) => sum + entry.n, 0);
    const quality = entries.reduce((sum, entry) => sum + entry.quality * entry.n, 0) / n;
    return { entries, organelle: Math.min(...entries.map(({ organelle }) => organelle)), quality, n };
  });
  const chosen = best(adapters);
  return chosen && best(chosen.entries);
}
