/**
 * Which elite answers. A router sees elites only as arms: whose weights, for which cell, how good, on what evidence.
 * Where nobody has proved anything it says so (null), and the bare host answers.
 */

/** What a router needs to know of an elite. */
export interface Arm {
  family: string;
  depth: string;
  organelle: number;
  /** Content hash of the weights. */
  weights: string;
  /** Lower bound of the mean ROI, E. */
  quality: number;
  /** Episodes behind it. */
  n: number;
}

/** The best elite of the cell, whatever its cost bin; null when the cell has none. */
export function routeByCell<A extends Arm>(arms: readonly A[], cell: { family: string; depth: string }): A | null {
  return best(arms.filter(({ family, depth }) => family === cell.family && depth === cell.depth));
}

/**
 * One adapter for everything: the weights with the highest mean quality over the bins they hold, each bin weighted by
 * its episodes (ties: more episodes, then the older organelle). Returns the best of its entries; null without elites.
 */
export function routeSingle<A extends Arm>(arms: readonly A[]): A | null {
  const byWeights = new Map<string, A[]>();
  for (const arm of arms) byWeights.set(arm.weights, [...(byWeights.get(arm.weights) ?? []), arm]);
  const adapters = [...byWeights.values()].map((entries) => {
    const n = entries.reduce((sum, entry) => sum + entry.n, 0);
    const quality = entries.reduce((sum, entry) => sum + entry.quality * entry.n, 0) / n;
    return { entries, organelle: Math.min(...entries.map(({ organelle }) => organelle)), quality, n };
  });
  const chosen = best(adapters);
  return chosen && best(chosen.entries);
}

/** The highest quality; ties go to more episodes, then to the older organelle, then to the first. */
function best<T extends { quality: number; n: number; organelle: number }>(candidates: readonly T[]): T | null {
  const order = (a: T, b: T) => b.quality - a.quality || b.n - a.n || a.organelle - b.organelle;
  return [...candidates].sort(order)[0] ?? null;
}
