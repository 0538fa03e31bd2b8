/**
 * Holm's p-values (1979, "A simple sequentially rejective multiple test procedure"): of several claims that were tested
 * together, those whose adjusted p is below α hold, and the chance that any of them holds falsely is at most α, whatever binds
 * the tests to one another.
 */

/** Adjusted p-values, in the order of the given ones. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let least = 0;
  for (const [rank, i] of order.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * ps[i]!));
    adjusted[i] = least;
  }
  return adjusted;
}
