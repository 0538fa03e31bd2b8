/** The rules of meta-evolution without a world. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { configSchema, defaultConfig } from '../../../src/ecology/config/config.ts';
import {
  challengerOf,
  contenderOf,
  differencesOf,
  incumbentOf,
  trialVerdict,
} from '../../../src/ecology/config/meta.ts';
import { boundsOf, withValues } from '../../../src/ecology/config/parameters.ts';

describe('a challenger', () => {
  it('keeps within the bounds of every parameter, whatever the step, and makes a config that can be', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 1, noNaN: true }), (seed, step) => {
        let config = configSchema.parse({ merging: { every: 5 } });
        for (let trial = 0; trial < 10; trial++) {
          const challenger = challengerOf(incumbentOf(config), step, random('challenger', seed, trial));
          for (const [path, value] of Object.entries(challenger)) {
            const { low, high } = boundsOf(path);
            expect(value).toBeGreaterThanOrEqual(low);
            expect(value).toBeLessThanOrEqual(high);
          }
          config = withValues(config, challenger);
        }
      }),
    );
  });

  it('is about the test of merges only where there are merges', () => {
    expect(incumbentOf(defaultConfig())).not.toHaveProperty('merging.alpha');
    expect(incumbentOf(configSchema.parse({ merging: { every: 5 } }))['merging.alpha']).toBe(0.1);
  });

  it('changes by the step on the logarithmic scale', () => {
    const changes = Array.from({ length: 2000 }, (_, i) =>
      Math.log(challengerOf({ 'prices.base': 2 }, 0.2, random('spread', i))['prices.base']! / 2),
    );
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const deviation = Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length);
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(0.2, 1);
  });
});

describe('windows', () => {
  it('come in mirrored pairs, and a world that gets better evenly favours nobody over two of them', () => {
    for (const first of ['challenger', 'incumbent'] as const) {
      const order = Array.from({ length: 4 }, (_, i) => contenderOf({ first }, i));
      expect(order[0]).toBe(first);
      expect(order.filter((who) => who === 'challenger')).toHaveLength(2);
      expect(order.slice(0, 2)).toEqual(order.slice(2).reverse());
      const differences = differencesOf({ first, scores: [1, 2, 3, 4] });
      expect(differences.reduce((sum, one) => sum + one, 0)).toBe(0);
    }
  });

  it('are subtracted pair by pair, a half pair counting for nothing', () => {
    expect(differencesOf({ first: 'challenger', scores: [5, 2, 4, 8, 9] })).toEqual([3, 4]);
    expect(differencesOf({ first: 'incumbent', scores: [5, 2] })).toEqual([-3]);
  });
});

describe('the verdict', () => {
  // Differences 1, 2, 6: mean 3, standard error 1.5275; t(0.75; 2) = 0.8165, so the bound is 1.753.
  it('accepts what is better by the bound that holds three times in four', () => {
    const { accepted, difference } = trialVerdict([1, 2, 6]);
    expect(accepted).toBe(true);
    expect(difference.mean).toBe(3);
    expect(difference.low).toBeCloseTo(1.7528, 3);
    // Mean 0.5, standard error 0.7638, bound −0.124.
    expect(trialVerdict([2, 0, -0.5]).accepted).toBe(false);
    expect(trialVerdict([-1, -2]).accepted).toBe(false);
  });

  it('goes by the difference alone where there is one, and stays with the incumbent where there is none', () => {
    expect(trialVerdict([0.1]).accepted).toBe(true);
    expect(trialVerdict([0]).accepted).toBe(false);
    expect(trialVerdict([]).accepted).toBe(false);
  });
});
