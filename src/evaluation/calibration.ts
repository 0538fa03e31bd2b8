/**
 * Does the assimilation test keep its promise? Simulated children and parents whose true shares of solved tasks are known
 * take the very test that the world uses: how many pass without any uplift, how many with one, and at how many tasks.
 *
 * Child and parent solve a task independently of each other, which is the hardest case: a child that mostly agrees with
 * its parent has differences of smaller variance, and the same uplift is seen sooner.
 */
import { random, type Random } from '../base/random.ts';
import {
  beginTest,
  evidenceOf,
  tasksLeft,
  withDifferences,
  type SequentialTest,
  type TestRule,
} from '../core/sequential-test.ts';
import { wilsonInterval, type Interval } from '../core/statistics.ts';

export interface CalibrationCase {
  rule: TestRule;
  /** differences between two looks */
  batch: number;
  /** the parent's true share of solved tasks */
  baseShare: number;
  /** the child's share less the parent's */
  uplift: number;
}

export interface CalibrationRow extends CalibrationCase {
  tests: number;
  /** with Wilson's 95 % interval */
  passed: Interval;
  futileShare: number;
  exhaustedShare: number;
  meanTasks: number;
}

/** The table's cases, in its order: every combination, the first list slowest. */
export function calibrationCasesOf(
  base: Omit<TestRule, 'alpha' | 'maxTasks'> & { batch: number },
  lists: {
    alphas: readonly number[];
    maxTasks: readonly number[];
    baseShares: readonly number[];
    uplifts: readonly number[];
  },
): CalibrationCase[] {
  const { batch, ...rest } = base;
  return lists.alphas.flatMap((alpha) =>
    lists.maxTasks.flatMap((maxTasks) =>
      lists.baseShares.flatMap((baseShare) =>
        lists.uplifts.map((uplift) => ({ rule: { ...rest, alpha, maxTasks }, batch, baseShare, uplift })),
      ),
    ),
  );
}

/**
 * Runs many tests of one case. The draws depend on seed, base share, uplift and the test's number only, so cases that
 * differ in the rule see the same children. Throws RangeError for shares outside [0, 1] and for a batch below 1.
 */
export function calibrate(one: CalibrationCase, { tests, seed }: { tests: number; seed: string }): CalibrationRow {
  const { rule, batch, baseShare, uplift } = one;
  const childShare = baseShare + uplift;
  if (!(baseShare >= 0 && baseShare <= 1 && childShare >= 0 && childShare <= 1))
    throw new RangeError(`shares of ${baseShare} and ${childShare}`);
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`a batch of ${batch}`);
  const ended = Array.from({ length: tests }, (_, i) =>
    simulate(rule, batch, { baseShare, childShare }, random(seed, 'calibration', baseShare, uplift, i)),
  );
  const count = (verdict: SequentialTest['verdict']) => ended.filter((test) => test.verdict === verdict).length;
  return {
    ...one,
    tests,
    passed: wilsonInterval(count('passed'), tests),
    futileShare: count('futile') / tests,
    exhaustedShare: count('exhausted') / tests,
    meanTasks: ended.reduce((sum, test) => sum + evidenceOf(test).n, 0) / tests,
  };
}

function simulate(
  rule: TestRule,
  batch: number,
  { baseShare, childShare }: { baseShare: number; childShare: number },
  source: Random,
): SequentialTest {
  const solves = (share: number) => (source.uniform() < share ? 1 : 0);
  let test = beginTest(rule);
  while (test.verdict === 'running') {
    const length = Math.min(batch, tasksLeft(test));
    test = withDifferences(
      test,
      Array.from({ length }, () => solves(childShare) - solves(baseShare)),
    );
  }
  return test;
}
