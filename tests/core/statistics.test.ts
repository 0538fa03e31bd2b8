/** Every interval against scipy (golden/statistics/scipy.json, written by make.py beside it). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logGamma, normalQuantile, studentCdf, studentQuantile } from '../../src/core/distributions.ts';
import { random } from '../../src/base/random.ts';
import {
  bootstrapInterval,
  fisherLess,
  mean,
  meanInterval,
  mcnemarExact,
  merged,
  NOTHING,
  pairedDifferenceInterval,
  quantileOfSorted,
  runningOfSums,
  variance,
  wilsonInterval,
  withObservation,
} from '../../src/core/statistics.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/statistics/scipy.json', import.meta.url), 'utf8')) as {
  normalQuantile: [p: number, z: number][];
  studentCdf: [t: number, freedom: number, share: number][];
  studentQuantile: [p: number, freedom: number, t: number][];
  logGamma: [x: number, value: number][];
  wilson: [successes: number, trials: number, level: number, low: number, high: number][];
  mean: [values: number[], mean: number, variance: number, low: number, high: number][];
  mcnemar: [onlyOne: number, onlyOther: number, p: number][];
  fisherLess: [found: number, foundOf: number, reference: number, referenceOf: number, p: number][];
  paired: [a: number[], b: number[], low: number, high: number];
};

const ones = (n: number) => new Array<number>(n).fill(1);
const zeros = (n: number) => new Array<number>(n).fill(0);

const near = (found: number, expected: number, relative = 1e-10) =>
  expect(Math.abs(found - expected), `${found} is not ${expected}`).toBeLessThanOrEqual(
    relative * Math.max(Math.abs(expected), 1e-2),
  );

describe('McNemar’s exact test', () => {
  it.each(golden.mcnemar)('%d only by the one, %d only by the other, against scipy', (onlyOne, onlyOther, p) => {
    const [both, neither] = [3, 2];
    const one = [...ones(both + onlyOne), ...zeros(onlyOther + neither)];
    const other = [...ones(both), ...zeros(onlyOne), ...ones(onlyOther), ...zeros(neither)];
    near(mcnemarExact(one, other), p);
    near(mcnemarExact(other, one), p);
  });
});

describe('Fisher’s exact test', () => {
  it.each(golden.fisherLess)('%d of %d against %d of %d, against scipy', (solved, n, reference, of, p) =>
    near(fisherLess({ solved, n }, { solved: reference, n: of }), p),
  );

  it('says nothing of nothing', () => expect(fisherLess({ solved: 0, n: 0 }, { solved: 3, n: 4 })).toBe(1));
});

describe('distributions, against scipy', () => {
  it.each(golden.normalQuantile)('normal quantile at %d', (p, z) => near(normalQuantile(p), z, 1e-13));
  it.each(golden.studentCdf)('t = %d with %d degrees of freedom', (t, freedom, share) =>
    near(studentCdf(t, freedom), share),
  );
  it.each(golden.studentQuantile)('t quantile at %d with %d degrees of freedom', (p, freedom, t) =>
    near(studentQuantile(p, freedom), t, 1e-9),
  );
  it.each(golden.logGamma)('log gamma of %d', (x, value) => near(logGamma(x), value, 1e-12));
  it.each([0, 1, -1, NaN])('have no quantile at %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
    expect(() => studentQuantile(p, 5)).toThrow(RangeError);
  });
});

describe('intervals, against scipy', () => {
  it.each(golden.wilson)('Wilson of %d in %d at %d', (successes, trials, level, low, high) => {
    const found = wilsonInterval(successes, trials, level);
    expect(found).toMatchObject({ mean: successes / trials, n: trials });
    near(found.low, low);
    near(found.high, high);
  });

  it.each(golden.mean)('mean of %j', (values, centre, spread, low, high) => {
    near(mean(values), centre);
    near(variance(values), spread);
    const found = meanInterval(values);
    near(found.low, low);
    near(found.high, high);
  });

  it('paired difference', () => {
    const [a, b, low, high] = golden.paired;
    const found = pairedDifferenceInterval(a, b);
    near(found.low, low);
    near(found.high, high);
    expect(() => pairedDifferenceInterval([1, 2], [1])).toThrow(RangeError);
  });

  it('say that too little bounds nothing', () => {
    expect(wilsonInterval(0, 0)).toEqual({ mean: 0, low: 0, high: 1, n: 0 });
    expect(meanInterval([3])).toEqual({ mean: 3, low: -Infinity, high: Infinity, n: 1 });
    expect(meanInterval([]).mean).toBeNaN();
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });
});

describe('running sums', () => {
  it('agree with the two-pass variance however the stream is cut', () => {
    const numbers = fc.array(
      fc.integer({ min: -1e6, max: 1e6 }).map((x) => x / 997),
      { minLength: 2, maxLength: 40 },
    );
    fc.assert(
      fc.property(numbers, fc.nat(40), (values, cut) => {
        const whole = merged(
          values.slice(0, cut).reduce(withObservation, NOTHING),
          values.slice(cut).reduce(withObservation, NOTHING),
        );
        const centre = values.reduce((a, b) => a + b) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
        expect(whole.n).toBe(values.length);
        expect(whole.mean).toBeCloseTo(centre, 8);
        expect(Math.abs(whole.squares - squares)).toBeLessThanOrEqual(
          1e-9 * (1 + squares + centre * centre * values.length),
        );
      }),
    );
  });
});

it('running sums come back from plain sums', () => {
  // 1, 2, 6: mean 3, squares 4 + 1 + 9
  expect(runningOfSums(3, 9, 41)).toEqual({ n: 3, mean: 3, squares: 14 });
  expect(runningOfSums(3, 0.3, 0.03).squares).toBeGreaterThanOrEqual(0);
  expect(runningOfSums(0, 0, 0)).toEqual(NOTHING);
});

describe('bootstrap', () => {
  it('takes quantiles as numpy does', () => {
    // numpy.quantile([1, 2, 4, 8], [0, .1, .5, .9, 1])
    expect([0, 0.1, 0.5, 0.9, 1].map((share) => quantileOfSorted([1, 2, 4, 8], share))).toEqual([
      1,
      1.3,
      3,
      expect.closeTo(6.8, 12),
      8,
    ]);
  });

  it('agrees with the normal interval of a large sample, and is keyed', () => {
    const source = random('bootstrap');
    const values = Array.from({ length: 400 }, () => source.normal());
    const found = bootstrapInterval(values, random('b', 1));
    const expected = meanInterval(values);
    expect(found.low).toBeCloseTo(expected.low, 1);
    expect(found.high).toBeCloseTo(expected.high, 1);
    expect(bootstrapInterval(values, random('b', 1))).toEqual(found);
    expect(bootstrapInterval(values, random('b', 2))).not.toEqual(found);
  });
});
