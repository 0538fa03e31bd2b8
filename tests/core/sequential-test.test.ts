/** The assimilation test's evidence, by hand and against numpy (golden/sequential, written by make.py beside it). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginTest,
  DEFAULT_RULE,
  evidenceOf,
  STAKES,
  tasksLeft,
  withDifferences,
  withoutTasks,
  type SequentialTest,
} from '../../src/core/sequential-test.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/sequential/evidence.json', import.meta.url), 'utf8')) as {
  stakes: number[];
  leastUplift: number;
  sequences: { differences: number[]; logEvidence: number[]; logFutility: number[] }[];
};

/** A rule that nearly never decides, so that evidence can be watched for long. */
const patient = { alpha: 1e-300, leastUplift: 0.1, futilityAlpha: 1e-300, maxTasks: 1000 };
const after = (test: SequentialTest, ...batches: number[][]) => batches.reduce(withDifferences, test);

describe('evidence', () => {
  it('is the mean of the purses, by hand', () => {
    const test = after(beginTest(patient), [1, -1, 0]);
    const { n, meanDifference, logEvidence, logFutility } = evidenceOf(test);
    // (1.15·0.85 + 1.3·0.7 + 1.6·0.4) ÷ 3
    expect(Math.exp(logEvidence)).toBeCloseTo((0.9775 + 0.91 + 0.64) / 3, 14);
    // gains 0.1 − d are −0.9, 1.1, 0.1: 0.865·1.165·1.015, 0.73·1.33·1.03, 0.46·1.66·1.06
    expect(Math.exp(logFutility)).toBeCloseTo((1.022840875 + 1.000027 + 0.809416) / 3, 14);
    expect([n, meanDifference]).toEqual([3, 0]);
  });

  it('agrees with numpy after every difference', () => {
    expect(golden.stakes).toEqual(STAKES);
    for (const { differences, logEvidence, logFutility } of golden.sequences) {
      let test = beginTest({ ...patient, leastUplift: golden.leastUplift });
      differences.forEach((difference, i) => {
        test = withDifferences(test, [difference]);
        expect(evidenceOf(test).logEvidence).toBeCloseTo(logEvidence[i]!, 10);
        expect(evidenceOf(test).logFutility).toBeCloseTo(logFutility[i]!, 10);
      });
    }
  });

  it('does not overflow', () => {
    const winning = after(beginTest({ ...patient, maxTasks: 1e5 }), new Array<number>(1e5).fill(1));
    // The boldest purse outgrows all others: 100,000 · ln 1.6 − ln 3
    expect(evidenceOf(winning).logEvidence).toBeCloseTo(1e5 * Math.log(1.6) - Math.log(3), 5);
    expect(winning.verdict).toBe('passed');
  });

  it('does not depend on how the differences are cut into batches', () => {
    const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(differences, fc.nat(60), (all, cut) => {
        const whole = withDifferences(beginTest(patient), all);
        expect(after(beginTest(patient), all.slice(0, cut), all.slice(cut))).toEqual(whole);
      }),
    );
  });

  it('is at most 1 on average over all equally likely histories without an uplift', () => {
    // All 3^6 sequences of −1, 0, 1: the mean wealth of a fair game is exactly the first unit.
    const histories = Array.from({ length: 3 ** 6 }, (_, code) =>
      Array.from({ length: 6 }, (_, i) => (Math.floor(code / 3 ** i) % 3) - 1),
    );
    const wealth = histories.map((one) => Math.exp(evidenceOf(after(beginTest(patient), one)).logEvidence));
    expect(wealth.reduce((sum, one) => sum + one) / wealth.length).toBeCloseTo(1, 12);
  });
});

describe('verdict', () => {
  it('passes when the evidence reaches 1 ÷ alpha, and not before', () => {
    const rule = { ...DEFAULT_RULE, alpha: 0.05 };
    // All differences 1: purses 1.15^n, 1.3^n, 1.6^n; their mean is 18.1 after 8 and 27.3 after 9.
    const eight = after(beginTest(rule), new Array<number>(8).fill(1));
    expect(eight.verdict).toBe('running');
    expect(withDifferences(eight, [1]).verdict).toBe('passed');
  });

  it('gives up where the uplift is shown to be too small', () => {
    // Gains 0.1: purses 1.015^n, 1.03^n, 1.06^n; their mean is 4.89 after 39 and 5.12 after 40.
    const rule = { ...DEFAULT_RULE, leastUplift: 0.1, futilityAlpha: 0.2 };
    const nearly = after(beginTest(rule), new Array<number>(39).fill(0));
    expect(nearly.verdict).toBe('running');
    expect(withDifferences(nearly, [0]).verdict).toBe('futile');
    expect(after(beginTest(rule), new Array<number>(10).fill(-1)).verdict).toBe('futile');
  });

  it('passes a small but certain uplift that both gamblers have won on', () => {
    const small = after(
      beginTest({ ...DEFAULT_RULE, leastUplift: 0.5, maxTasks: 400 }),
      new Array<number>(400).fill(0.1),
    );
    const { logEvidence, logEvidenceToPass, logFutility, logFutilityToStop } = evidenceOf(small);
    expect([logEvidence > logEvidenceToPass, logFutility > logFutilityToStop]).toEqual([true, true]);
    expect(small.verdict).toBe('passed');
  });

  it('is exhausted when the tasks run out', () => {
    const rule = { ...DEFAULT_RULE, maxTasks: 5 };
    const begun = after(beginTest(rule), [1, -1]);
    expect(tasksLeft(begun)).toBe(3);
    const ended = withDifferences(begun, [1, -1, 0]);
    expect([ended.verdict, tasksLeft(ended)]).toEqual(['exhausted', 0]);
    expect(withoutTasks(begun)).toEqual({ ...begun, verdict: 'exhausted' });
    const passed = after(beginTest(DEFAULT_RULE), new Array<number>(20).fill(1));
    expect(withoutTasks(passed)).toBe(passed);
  });
});

describe('a test', () => {
  it('is plain data', () => {
    const test = after(beginTest(DEFAULT_RULE), [1, 0, -0.5]);
    const revived = JSON.parse(JSON.stringify(test)) as SequentialTest;
    expect(revived).toEqual(test);
    expect(withDifferences(revived, [1])).toEqual(withDifferences(test, [1]));
  });

  it('is not changed by the next batch', () => {
    const test = beginTest(DEFAULT_RULE);
    withDifferences(test, [1, 1]);
    expect(test).toEqual(beginTest(DEFAULT_RULE));
  });

  it.each([
    { alpha: 0 },
    { alpha: 1 },
    { leastUplift: NaN },
    { leastUplift: 1 },
    { futilityAlpha: -0.1 },
    { maxTasks: 0 },
    { maxTasks: 2.5 },
  ])('refuses the rule %j', (part) => expect(() => beginTest({ ...DEFAULT_RULE, ...part })).toThrow(RangeError));

  it('refuses what is no difference, too many of them, and any after the end', () => {
    const test = beginTest({ ...DEFAULT_RULE, maxTasks: 2 });
    for (const wrong of [1.01, -1.01, NaN, Infinity]) expect(() => withDifferences(test, [wrong])).toThrow(RangeError);
    expect(() => withDifferences(test, [0, 0, 0])).toThrow(RangeError);
    expect(() => withDifferences(withDifferences(test, [0, 0]), [])).toThrow(RangeError);
  });
});
