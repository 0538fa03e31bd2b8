/** The assimilation test keeps its error rate under optional stopping, and finds uplifts; the tests of it can fail. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_RULE } from '../../src/core/sequential-test.ts';
import { calibrate, calibrationCasesOf, type CalibrationCase } from '../../src/evaluation/calibration.ts';

const options = { tests: 2000, seed: 'calibration' };
/** Looks after every single difference: the most chances to stop wrongly. */
const eager = (part: Partial<CalibrationCase>): CalibrationCase => ({
  rule: { ...DEFAULT_RULE, maxTasks: 200 },
  batch: 1,
  baseShare: 0.5,
  uplift: 0,
  ...part,
});
/** The most that a share with this expectation shows in so many tests, four standard errors out. */
const mostOf = (share: number) => share + 4 * Math.sqrt((share * (1 - share)) / options.tests);

describe('without an uplift', () => {
  const cases = [0.05, 0.1].flatMap((alpha) => [0.1, 0.5, 0.8].map((p) => [alpha, p] as const));

  it.each(cases)('at alpha %d and a share of %d few pass', (alpha, baseShare) => {
    const rule = { ...DEFAULT_RULE, alpha, maxTasks: 200 };
    expect(calibrate(eager({ rule, baseShare }), options).passed.mean).toBeLessThanOrEqual(mostOf(alpha));
  });

  it('even where nothing is ever futile and the test goes on and on', () => {
    const rule = { alpha: 0.1, leastUplift: 0.1, futilityAlpha: 1e-300, maxTasks: 500 };
    const { passed, futileShare } = calibrate(eager({ rule }), options);
    expect(passed.mean).toBeLessThanOrEqual(mostOf(0.1));
    expect(futileShare).toBe(0);
  });

  it('and this would be noticed if it were not so', () => {
    // A true uplift of 0.05 breaks the hypothesis only a little, and already far more pass.
    const rule = { ...DEFAULT_RULE, alpha: 0.1, futilityAlpha: 1e-300, maxTasks: 500 };
    expect(calibrate(eager({ rule, uplift: 0.05 }), options).passed.mean).toBeGreaterThan(mostOf(0.1));
  });
});

describe('with an uplift', () => {
  it('more pass the larger it is, and the longer the test', () => {
    const power = (uplift: number, maxTasks: number) =>
      calibrate(eager({ rule: { ...DEFAULT_RULE, maxTasks }, batch: 8, uplift }), options).passed.mean;
    expect(power(0.2, 200)).toBeGreaterThan(0.9);
    expect(power(0.1, 200)).toBeGreaterThan(0.2);
    expect([power(0.1, 60), power(0.1, 200), power(0.2, 200), power(0.3, 200)]).toSatisfy((rising: number[]) =>
      rising.every((one, i) => i === 0 || one > rising[i - 1]!),
    );
  });

  it('few worth having are given up', () => {
    for (const uplift of [DEFAULT_RULE.leastUplift, 0.2]) {
      const { futileShare } = calibrate(eager({ uplift }), options);
      expect(futileShare).toBeLessThanOrEqual(mostOf(DEFAULT_RULE.futilityAlpha));
    }
  });

  it('and a child that is worse is soon given up', () => {
    const { passed, futileShare, meanTasks } = calibrate(eager({ uplift: -0.2 }), options);
    expect(passed.mean).toBeLessThan(0.005);
    expect(futileShare).toBeGreaterThan(0.95);
    expect(meanTasks).toBeLessThan(60);
  });
});

describe('the simulation', () => {
  it('is keyed, and accounts for every test', () => {
    const one = eager({ batch: 8, uplift: 0.1 });
    const few = { tests: 200, seed: 'a' };
    const row = calibrate(one, few);
    expect(calibrate(one, few)).toEqual(row);
    expect(calibrate(one, { ...few, seed: 'b' })).not.toEqual(row);
    expect(row.passed.mean + row.futileShare + row.exhaustedShare).toBeCloseTo(1, 12);
    expect(row.meanTasks).toBeLessThanOrEqual(200);
  });

  it('runs every combination', () => {
    const lists = { alphas: [0.05, 0.1], maxTasks: [60], baseShares: [0.3, 0.5], uplifts: [0, 0.1] };
    const cases = calibrationCasesOf({ leastUplift: 0.1, futilityAlpha: 0.2, batch: 8 }, lists);
    expect(cases).toHaveLength(8);
    expect(cases[1]).toEqual({
      rule: { alpha: 0.05, leastUplift: 0.1, futilityAlpha: 0.2, maxTasks: 60 },
      batch: 8,
      baseShare: 0.3,
      uplift: 0.1,
    });
  });

  it('refuses shares that are none', () => {
    expect(() => calibrate(eager({ baseShare: 0.9, uplift: 0.2 }), options)).toThrow(RangeError);
    expect(() => calibrate(eager({ batch: 0 }), options)).toThrow(RangeError);
  });
});
