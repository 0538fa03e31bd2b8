/** The middle of some repeats: one that was disturbed changes nothing. Of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Of things measured by turns each turn's ratio, and of these the middle one: what disturbs the machine for a while
 * disturbs both halves of a turn. The first turn warms up and is left out.
 */
export function pairedRatio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((ms, turn) => ms / below[turn]!).slice(1));
}
