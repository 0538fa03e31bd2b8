/** Intervals over seeds and tasks: equal to closed forms at both ends, and as often right as they say in between. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { clusteredEstimate, pAbove, type OutcomeGroup } from '../../src/core/clustered.ts';
import { meanInterval } from '../../src/core/statistics.ts';

/** Outcomes of four seeds on the same six tasks. */
const CROSSED = [
  [1, 0, 1, 1, 0, 1],
  [0, 0, 1, 1, 0, 1],
  [1, 1, 1, 1, 0, 0],
  [1, 0, 1, 0, 0, 1],
];
const named = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}${i}`);

describe('where all seeds answer the same tasks', () => {
  const groups = CROSSED.map((values, seed) => ({ seed, weight: 1, tasks: named('t', 6), values }));

  it('the variance is that of the two-way random-effects ANOVA', () => {
    // numpy: (MSA + MSB − MSE) ÷ (S T) of the table above, and scipy.stats.t.ppf(0.975, 3)
    const estimate = clusteredEstimate(groups);
    expect(estimate.mean).toBeCloseTo(0.5833333333333334, 12);
    expect(estimate.error).toBeCloseTo(0.1343709624716425, 12);
    expect(estimate.low).toBeCloseTo(0.15570496027803893, 9);
    expect(estimate.high).toBeCloseTo(1.0109617063886278, 9);
    expect(estimate.n).toBe(4);
    expect(pAbove(estimate, 0.2)).toBeCloseTo(0.06495956313511488, 9);
  });

  it('is the same in whatever parts the groups are told, if each weighs alike', () => {
    const shuffled = groups.toReversed().map((group) => ({
      ...group,
      tasks: group.tasks.toReversed(),
      values: group.values.toReversed(),
    }));
    expect(clusteredEstimate(shuffled).error).toBeCloseTo(clusteredEstimate(groups).error, 12);
  });
});

describe('where no two seeds share a task', () => {
  const groups = CROSSED.flatMap((values, seed): OutcomeGroup[] => [
    { seed, weight: 0.25, tasks: named(`a${seed}-`, 2), values: values.slice(0, 2) },
    { seed, weight: 0.75, tasks: named(`b${seed}-`, 4), values: values.slice(2) },
  ]);

  it('is Student’s interval over the seeds’ means', () => {
    const part = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const means = CROSSED.map((values) => 0.25 * part(values.slice(0, 2)) + 0.75 * part(values.slice(2)));
    const { mean, low, high, n } = clusteredEstimate(groups);
    const student = meanInterval(means);
    expect(n).toBe(student.n);
    for (const [found, wanted] of [
      [mean, student.mean],
      [low, student.low],
      [high, student.high],
    ])
      expect(found).toBeCloseTo(wanted!, 12);
  });

  it('counts a task that one seed was asked at several moments for what it is', () => {
    const again = groups.map((group, i) => (i % 2 === 0 ? group : { ...group, tasks: named(`a${group.seed}-`, 4) }));
    expect(clusteredEstimate(again).error).toBeCloseTo(clusteredEstimate(groups).error, 12);
  });
});

describe('p', () => {
  const differences = [0.12, 0.03, 0.2, -0.05, 0.09];
  const estimate = clusteredEstimate(
    differences.map((value, seed) => ({ seed, weight: 1, tasks: [`t${seed}`], values: [value] })),
  );

  it('is twice Student’s one-sided one', () => {
    // scipy.stats.ttest_1samp(differences, 0.01, alternative='greater')
    expect(pAbove(estimate, 0.01)).toBeCloseTo(0.1817243147739115, 9);
  });

  it('is 0.05 where the interval begins, and 1 below the middle', () => {
    expect(pAbove(estimate, estimate.low)).toBeCloseTo(0.05, 9);
    expect(pAbove(estimate, estimate.mean)).toBe(1);
    expect(pAbove(estimate, estimate.high)).toBe(1);
  });

  it('knows nothing from one seed, and everything where nothing varies', () => {
    const of = (...values: number[]) =>
      clusteredEstimate(values.map((value, seed) => ({ seed, weight: 1, tasks: [`t${seed}`], values: [value] })));
    expect(of(0.4)).toEqual({ mean: 0.4, low: -Infinity, high: Infinity, n: 1, error: Infinity });
    expect(pAbove(of(0.4), 0)).toBe(1);
    expect(pAbove(of(0.5, 0.5), 0.4)).toBe(0);
    expect(pAbove(of(0.5, 0.5), 0.5)).toBe(1);
  });
});

describe('refuses', () => {
  it.each([
    ['a group without outcomes', [{ seed: 0, weight: 1, tasks: [], values: [] }]],
    ['weights that are no whole', [{ seed: 0, weight: 0.5, tasks: ['a'], values: [1] }]],
    ['a seed that is left out', [{ seed: 1, weight: 1, tasks: ['a'], values: [1] }]],
  ])('%s', (_, groups) => {
    expect(() => clusteredEstimate(groups)).toThrow(RangeError);
  });
});

/** How often a 95 % interval holds the truth: ten seeds, seven cells of twenty tasks drawn from pools of so many. */
describe.each([
  ['no task shared', 100_000],
  ['pools of 40', 40],
  ['all tasks shared', 20],
])('of simulated contests with %s', (_, pool) => {
  const SEEDS = 10;
  const CELLS = 7;
  const TASKS = 20;
  const worlds = Array.from({ length: 400 }, (_, world) => {
    const source = random('clustered', pool, world);
    const hardness = new Map<string, number>();
    const hard = (task: string) => {
      const known = hardness.get(task) ?? 0.5 * source.normal();
      hardness.set(task, known);
      return known;
    };
    return Array.from({ length: SEEDS }, () => 0.1 * source.normal()).flatMap((luck, seed) =>
      Array.from({ length: CELLS }, (_, cell): OutcomeGroup => {
        const chosen = new Set<number>();
        while (chosen.size < TASKS) chosen.add(source.integer(0, pool - 1));
        const tasks = [...chosen].map((task) => `${cell}/${task}`);
        const values = tasks.map((task) => 0.3 + luck + hard(task) + 0.5 * source.normal());
        return { seed, weight: 1 / CELLS, tasks, values };
      }),
    );
  });
  const share = (holds: (groups: readonly OutcomeGroup[]) => boolean) => worlds.filter(holds).length / worlds.length;

  it('95 % hold the truth, and do not hold much more', () => {
    const covered = share((groups) => {
      const { low, high } = clusteredEstimate(groups);
      return low <= 0.3 && 0.3 <= high;
    });
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.985);
  });

  it('a false claim is believed in one of forty', () => {
    expect(share((groups) => pAbove(clusteredEstimate(groups), 0.3) < 0.05)).toBeLessThan(0.04);
  });

  it('a true one is mostly believed', () => {
    expect(share((groups) => pAbove(clusteredEstimate(groups), 0.05) < 0.05)).toBeGreaterThan(0.8);
  });
});
