/** Numbers on their way to a chart: gaps as uPlot wants them, and the one smoothing the page offers. */

/** A gap is null for uPlot; the fold writes NaN. */
export type ChartColumn = (number | null)[];

/** How many generations the smoothed line averages. */
export const SMOOTHING_WINDOW = 9;

export function toColumn(values: readonly number[]): ChartColumn {
  return values.map((value) => (Number.isFinite(value) ? value : null));
}

/**
 * The trailing mean over the newest `window` generations. Gaps count for nothing; where there is only a gap there is
 * one in the result too. It never looks into the future, so the past does not change as the run goes on.
 */
export function trailingMean(values: readonly number[], window = SMOOTHING_WINDOW): ChartColumn {
  let sum = 0;
  let n = 0;
  const add = (value: number | undefined, sign: 1 | -1) => {
    if (value === undefined || !Number.isFinite(value)) return;
    sum += sign * value;
    n += sign;
  };
  return values.map((value, index) => {
    add(value, 1);
    if (index >= window) add(values[index - window], -1);
    return n === 0 ? null : sum / n;
  });
}

/** The last value that is there, with its index; null when all are gaps. */
export function lastOf(column: readonly (number | null | undefined)[]): { index: number; value: number } | null {
  for (let index = column.length - 1; index >= 0; index--) {
    const value = column[index];
    if (value !== null && value !== undefined) return { index, value };
  }
  return null;
}

/**
 * Moves labels apart so that neighbours keep `gap` between them, within low..high, moving each as little as it can.
 * @param places  wanted positions, in any order
 * @returns  positions in the same order
 */
export function spread(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => places[a]! - places[b]!);
  const result = [...places];
  let floor = low;
  for (const index of order) {
    result[index] = Math.max(result[index]!, floor);
    floor = result[index] + gap;
  }
  let ceiling = high;
  for (const index of order.reverse()) {
    result[index] = Math.min(result[index]!, ceiling);
    ceiling = result[index] - gap;
  }
  return result;
}

/** The value that a share `q` of the finite numbers does not exceed; NaN when there are none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
