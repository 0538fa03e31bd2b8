/**
 * The doubt about a mean of means when runs and tasks are both samples: several seeds, each asked several tasks, some of
 * which other seeds were asked too. Runs vary, which the spread of the seeds' means shows; and the tasks that seeds share
 * are hard or easy for all of them alike, which it does not show. So the variance is that of clustering by seed, and what
 * clustering by task adds to it (Cameron, Gelbach and Miller 2011, doi:10.1198/jbes.2010.07136), unbiased for few seeds:
 *
 *   V = s² ÷ S + S ÷ (S − 1) × Σ over tasks, Σ over seeds p ≠ q of e(task, p) × e(task, q)
 *
 * where S is the number of seeds, s² the sample variance of their means, and e what a task's outcome differs by from its
 * group's mean, weighed as in the whole mean. The interval is Student's with S − 1 degrees of freedom. Where no two seeds share
 * a task it is the ordinary one over seeds, to the last digit; decision 26 says what was tried instead.
 */
import { mean, variance, type Interval } from './statistics.ts';
import { studentCdf, studentQuantile } from './distributions.ts';

/** What was asked together, of one seed: every outcome weighs alike. */
export interface OutcomeGroup {
  /** The seed's number, from 0. */
  seed: number;
  /** How much this group's mean counts in its seed's; those of a seed sum to 1. */
  weight: number;
  /** What was asked, so named that the same name in the groups of two seeds is the same task. */
  tasks: readonly string[];
  /** The outcome of each, such as solved (1 or 0), or a difference of two. */
  values: readonly number[];
}

export interface ClusteredEstimate extends Interval {
  /** Standard error of the mean; infinite for fewer than two seeds. */
  error: number;
}

/**
 * The mean over seeds of the weighed means of their groups. `n` counts seeds; one seed bounds nothing.
 * @param groups  at least one of every seed, none of them empty
 * @throws RangeError for an empty group, for a seed without groups, and for weights that do not sum to 1
 */
export function clusteredEstimate(groups: readonly OutcomeGroup[], level = 0.95): ClusteredEstimate {
  const means = seedMeans(groups);
  const seeds = means.length;
  const centre = mean(means);
  if (seeds < 2) return { mean: centre, low: -Infinity, high: Infinity, n: seeds, error: Infinity };
  const error = Math.sqrt(variance(means) / seeds + Math.max(0, sharedVariance(groups, seeds)));
  const half = studentQuantile((1 + level) / 2, seeds - 1) * error;
  return { mean: centre, low: centre - half, high: centre + half, n: seeds, error };
}

/**
 * Twice the one-sided p that the true mean is at most `bound`, at most 1: below 0.05 exactly where the 95 % interval lies above
 * the bound.
 */
export function pAbove({ mean: centre, error, n }: ClusteredEstimate, bound: number): number {
  if (!Number.isFinite(error) || Number.isNaN(centre)) return 1;
  if (error === 0) return centre > bound ? 0 : 1;
  return Math.min(1, 2 * studentCdf((bound - centre) / error, n - 1));
}

function seedMeans(groups: readonly OutcomeGroup[]): number[] {
  const seeds = Math.max(...groups.map(({ seed }) => seed)) + 1;
  const sums = Array.from({ length: seeds }, () => ({ weight: 0, mean: 0 }));
  for (const { seed, weight, values } of groups) {
    if (values.length === 0) throw new RangeError('a group without outcomes');
    sums[seed]!.weight += weight;
    sums[seed]!.mean += weight * mean(values);
  }
  const odd = sums.findIndex(({ weight }) => Math.abs(weight - 1) > 1e-9);
  if (odd >= 0) throw new RangeError(`the groups of seed ${odd} weigh ${sums[odd]!.weight} and not 1`);
  return sums.map((sum) => sum.mean);
}

/** What tasks that several seeds were asked add to the variance of the mean; it may come out below 0. */
function sharedVariance(groups: readonly OutcomeGroup[], seeds: number): number {
  const byTask = new Map<string, Map<number, number>>();
  for (const { seed, weight, tasks, values } of groups) {
    const n = values.length;
    if (n < 2) continue;
    const centre = mean(values);
    const scale = (weight / seeds / n) * Math.sqrt(n / (n - 1));
    for (const [i, task] of tasks.entries()) {
      const bySeed = byTask.get(task) ?? new Map<number, number>();
      bySeed.set(seed, (bySeed.get(seed) ?? 0) + scale * (values[i]! - centre));
      byTask.set(task, bySeed);
    }
  }
  let sum = 0;
  for (const bySeed of byTask.values()) {
    const together = [...bySeed.values()];
    const all = together.reduce((total, one) => total + one, 0);
    sum += all * all - together.reduce((total, one) => total + one * one, 0);
  }
  return (seeds / (seeds - 1)) * sum;
}
