/** The meters keep both lines and every value inside, on one scale; the words say no more than the test has shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { describeMeter, metersOf, sumTests, verdictSentence, whyNoTests } from '../../src/ui/mechanisms/merge-tests.ts';

const rule = { alpha: 0.05, leastUplift: 0.15, futilityAlpha: 0.2, maxTasks: 96 };

describe('the meters', () => {
  it('have the lines that the rule sets: ln 20 for an uplift, ln 5 for futility', () => {
    const [uplift, futility] = metersOf({ logEvidence: [1, 3.1], logFutility: [-0.5, -1], rule });
    expect(uplift.need).toBeCloseTo(2.9957, 4);
    expect(futility.need).toBeCloseTo(1.6094, 4);
    expect([uplift.isReached, futility.isReached]).toEqual([true, false]);
  });

  it('begin at no evidence and share one scale', () => {
    const [uplift, futility] = metersOf({ logEvidence: [1, 3], logFutility: [-0.5, -1], rule });
    // From −1 to 3: zero is a quarter up.
    expect(uplift.points).toEqual([
      { x: 0, y: 0.25 },
      { x: 0.5, y: 0.5 },
      { x: 1, y: 1 },
    ]);
    expect(futility.points.map(({ y }) => y)).toEqual([0.25, 0.125, 0]);
    expect(futility.zeroY).toBe(0.25);
  });

  it('keep everything inside, whatever the evidence', () => {
    const logs = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { maxLength: 20 });
    const share = fc.double({ min: 0.001, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(logs, logs, share, share, (logEvidence, logFutility, alpha, futilityAlpha) => {
        for (const { points, needY, zeroY } of metersOf({
          logEvidence,
          logFutility,
          rule: { ...rule, alpha, futilityAlpha },
        }))
          for (const at of [needY, zeroY, ...points.flatMap(({ x, y }) => [x, y])]) {
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(1);
          }
      }),
    );
  });

  it('are said in words, and so is a test without a batch', () => {
    const [uplift] = metersOf({ logEvidence: [1, 3.1], logFutility: [-0.5, -1], rule });
    expect(describeMeter(uplift)).toBe(
      'Uplift: +3.10 after 2 batches; the line is at 3.00 (odds of 20.0 to 1) and was reached. Batch by batch: +1.00, +3.10.',
    );
    const [none] = metersOf({ logEvidence: [], logFutility: [], rule });
    expect(describeMeter(none)).toBe('Uplift: no batch was attempted; the line is at 3.00 (odds of 20.0 to 1).');
    expect(none.points).toEqual([{ x: 0, y: 0 }]);
  });
});

describe('the words', () => {
  const said = (verdict: 'passed' | 'futile' | 'exhausted', child: number | null = null, n = 96) =>
    verdictSentence({ verdict, child, n, rule });

  it('tell a place from none, and tasks that were used up from tasks that ran out', () => {
    expect(said('passed', 7)).toMatch(/and lives\.$/);
    expect(said('passed')).toMatch(/no place/);
    expect(said('futile')).toMatch(/^An uplift of 15 points/);
    expect(said('exhausted')).toMatch(/^All 96 tasks/);
    expect(said('exhausted', null, 40)).toMatch(/^No fresh select tasks/);
  });

  it('count by verdict', () => {
    expect(sumTests([{ verdict: 'futile' }, { verdict: 'passed' }, { verdict: 'futile' }])).toBe(
      '3 tests: 1 passed, 2 futile.',
    );
  });

  it('say why there is none, and when the first comes', () => {
    const { merging } = defaultConfig();
    expect(whyNoTests({ ...merging, every: 0 }, 'energy')).toMatch(/^Merging is off\. Set Merge every under Merging/);
    expect(whyNoTests({ ...merging, every: 8, threshold: 3 }, 'energy')).toMatch(
      /^Every 8 generations .* richer than 3\.00 E/,
    );
    expect(whyNoTests({ ...merging, every: 8 }, 'all')).toMatch(/everybody lives/);
    expect(whyNoTests({ ...merging, every: 0 }, 'niche')).toMatch(/survival is by niche nobody merges/);
  });
});
