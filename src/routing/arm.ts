/** A router sees elites only as arms: whose weights, for which cell, how good, on what evidence. */

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

/** The highest quality; ties go to more episodes, then to the older organelle, then to the first. */
export function best<T extends { quality: number; n: number; organelle: number }>(candidates: readonly T[]): T | null {
  const order = (a: T, b: T) => b.quality - a.quality || b.n - a.n || a.organelle - b.organelle;
  return [...candidates].sort(order)[0] ?? null;
}

/** Arms by the adapter behind them: one organelle may hold several bins with the same weights. */
export function byWeights<A extends Arm>(arms: readonly A[]): Map<string, A[]> {
  const groups = new Map<string, A[]>();
  for (const arm of arms) groups.set(arm.weights, [...(groups.get(arm.weights) ?? []), arm]);
  return groups;
}
