/**
 * Means and the doubt about them. A claim in the lab has a sample size and an interval; this file makes the intervals.
 * Every one is two-sided, at 95 % unless told otherwise, and is data that can be shown: mean, low, high, n.
 */
import { logGamma, normalQuantile, studentQuantile } from './distributions.ts';
import type { Random } from '../base/random.ts';

export interface Interval {
  mean: number;
  low: number;
  high: number;
  n: number;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance (n − 1 below the line), in two passes; NaN for fewer than two values. */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Count, mean and sum of squared deviations of a stream, in a form that can be stored and merged. */
export interface Running {
  n: number;
  mean: number;
  /** Σ (value − mean)² */
  squares: number;
}

export const NOTHING: Running = { n: 0, mean: 0, squares: 0 };

/** The stream with one more value (Welford 1962, doi:10.1080/00401706.1962.10490022). */
export function withObservation(running: Running, value: number): Running {
  const n = running.n + 1;
  const step = value - running.mean;
  const next = running.mean + step / n;
  return { n, mean: next, squares: running.squares + step * (value - next) };
}

/** A stream from its plain sums; rounding never makes the squared deviations negative. */
export function runningOfSums(n: number, sum: number, sumOfSquares: number): Running {
  return n === 0 ? NOTHING : { n, mean: sum / n, squares: Math.max(0, sumOfSquares - (sum * sum) / n) };
}

/** Two streams as one (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115). */
export function merged(a: Running, b: Running): Running {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const n = a.n + b.n;
  const step = b.mean - a.mean;
  return { n, mean: a.mean + (step * b.n) / n, squares: a.squares + b.squares + (step * step * a.n * b.n) / n };
}

/**
 * Wilson's score interval for a share (1927, doi:10.1080/01621459.1927.10502953). `mean` is the plain share; with no
 * trials it is 0 and the interval is the whole of [0, 1].
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(successes >= 0 && successes <= trials)) throw new RangeError(`${successes} successes of ${trials} trials`);
  if (trials === 0) return { mean: 0, low: 0, high: 1, n: 0 };
  const z2 = normalQuantile((1 + level) / 2) ** 2;
  const share = successes / trials;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half =
    (Math.sqrt(z2) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  return { mean: share, low, high: successes === trials ? 1 : Math.min(1, centre + half), n: trials };
}

/**
 * Student's interval for the mean. Fewer than two values bound nothing: low and high are then infinite, and the mean
 * of nothing is NaN. Values that are all equal give an interval without width, which says nothing about rare others.
 */
export function meanInterval(values: readonly number[], level = 0.95): Interval {
  const n = values.length;
  const centre = mean(values);
  return meanIntervalOf({ n, mean: centre, squares: n < 2 ? 0 : variance(values) * (n - 1) }, level);
}

/** The same of a stream. */
export function meanIntervalOf({ n, mean: centre, squares }: Running, level = 0.95): Interval {
  if (n < 2) return { mean: n === 0 ? NaN : centre, low: -Infinity, high: Infinity, n };
  const half = studentQuantile((1 + level) / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean: centre, low: centre - half, high: centre + half, n };
}

/** Student's interval for the mean of `treated[i] − control[i]`: both were measured on the same task i. */
export function pairedDifferenceInterval(
  treated: readonly number[],
  control: readonly number[],
  level = 0.95,
): Interval {
  if (treated.length !== control.length) throw new RangeError(`${treated.length} values against ${control.length}`);
  return meanInterval(
    treated.map((value, i) => value - control[i]!),
    level,
  );
}

/** Percentile bootstrap interval of the mean (Efron 1979), from keyed resamples. Throws on an empty list. */
export function bootstrapInterval(values: readonly number[], random: Random, level = 0.95, resamples = 2000): Interval {
  if (values.length === 0) throw new RangeError('a bootstrap of nothing');
  const means = Array.from({ length: resamples }, () => mean(values.map(() => random.choice(values))));
  means.sort((a, b) => a - b);
  const at = (share: number) => quantileOfSorted(means, share);
  return { mean: mean(values), low: at((1 - level) / 2), high: at((1 + level) / 2), n: values.length };
}

/** A quantile of a sorted list, linear between neighbours (Hyndman and Fan's type 7, numpy's default). */
export function quantileOfSorted(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
}

/** Solved tasks of a number of tasks. */
interface Count {
  solved: number;
  n: number;
}

/**
 * Fisher's exact test of two shares, one-sided (1935): how likely `found.solved` or fewer are, when the solved of both
 * counts together fall on them by chance. 1 when nothing was asked.
 */
export function fisherLess(found: Count, reference: Count): number {
  const solved = found.solved + reference.solved;
  const whole = logChoose(found.n + reference.n, solved);
  let sum = 0;
  for (let k = Math.max(0, solved - reference.n); k <= found.solved; k++)
    sum += Math.exp(logChoose(found.n, k) + logChoose(reference.n, solved - k) - whole);
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/**
 * McNemar's test of two that tried the same tasks, exact and two-sided (1947, doi:10.1007/BF02295996): how probable it is, if
 * each were as likely as the other to be the only one that succeeds, that the tasks where only one did fall so unevenly or more. 1
 * where there are none.
 * @param one, other  1 or 0 a task, in the same order
 */
export function mcnemarExact(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) throw new RangeError(`${one.length} values against ${other.length}`);
  const only = one.filter((value, i) => value > other[i]!).length;
  const n = one.filter((value, i) => value !== other[i]).length;
  let tail = 0;
  for (let k = 0; k <= Math.min(only, n - only); k++) tail += Math.exp(logChoose(n, k) - n * Math.LN2);
  return Math.min(1, 2 * tail);
}
