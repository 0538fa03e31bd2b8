/** Growth changes nothing that an adapter does; shrinking loses exactly the smallest singular values. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { siteMatrices } from '../../src/host/index.ts';
import { rootMeanSquare } from '../../src/organelles/heredity.ts';
import { grow, shrink } from '../../src/organelles/rank.ts';
import { siteSpectra } from '../../src/organelles/spectrum.ts';
import { changes, normalAdapter, relativeDistance, SITES, sitesOf, zeroAdapter } from './adapters.ts';

const STEP = 0.5;

describe('growth', () => {
  it('leaves ΔW the same to the last bit', () => {
    const adapter = normalAdapter(SITES, 2, 1.5);
    for (const rank of [2, 3, 7]) {
      const grown = grow(SITES, adapter, rank, STEP, random('grow'));
      expect(grown).toMatchObject({ rank, scale: 1.5 });
      expect(changes(SITES, grown)).toEqual(changes(SITES, adapter));
    }
    expect(grow(SITES, adapter, 2, STEP, random('grow'))).toEqual(adapter);
  });

  it('adds noise of step/√inputs to A and zeros to B', () => {
    const sites = sitesOf([400, 5]);
    const old = zeroAdapter(sites, 2);
    const { a, b } = siteMatrices(sites, grow(sites, old, 10, STEP, random('grow')))[0]!;
    const added = a.filter((_, i) => i % 10 >= 2);
    // 3200 numbers: the root mean square is known to 1.3 %
    expect(rootMeanSquare(added) / (STEP / Math.sqrt(400))).toBeGreaterThan(0.93);
    expect(rootMeanSquare(added) / (STEP / Math.sqrt(400))).toBeLessThan(1.07);
    expect(added.every((value) => value !== 0)).toBe(true);
    expect(b.every((value) => value === 0)).toBe(true);
  });

  it('does not go down', () => {
    const adapter = normalAdapter(SITES, 2, 2);
    expect(() => grow(SITES, adapter, 1, STEP, random('grow'))).toThrow(RangeError);
    expect(() => grow(SITES, adapter, 2.5, STEP, random('grow'))).toThrow(RangeError);
  });
});

describe('shrinking', () => {
  it('a grown adapter gives back the same ΔW, without error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.nat(), (rank, more, key) => {
        const adapter = normalAdapter(SITES, rank, 2, key);
        const back = shrink(SITES, grow(SITES, adapter, rank + more, STEP, random('grow', key)), rank);
        expect(back.adapter.rank).toBe(rank);
        expect(back.relativeError).toBeLessThan(1e-12);
        expect(relativeDistance(changes(SITES, back.adapter), changes(SITES, adapter))).toBeLessThan(1e-6);
      }),
    );
  });

  it('errs by what it says, which is what the cut singular values amount to', () => {
    const adapter = normalAdapter(SITES, 4, -2);
    const spectra = siteSpectra(SITES, adapter);
    for (const rank of [1, 2, 3]) {
      const { adapter: shrunk, relativeError } = shrink(SITES, adapter, rank);
      const lost = Math.hypot(...spectra.flatMap((values) => Array.from(values.subarray(rank))));
      const whole = Math.hypot(...spectra.flatMap((values) => Array.from(values)));
      expect(relativeError).toBeCloseTo(lost / whole, 12);
      expect(relativeDistance(changes(SITES, shrunk), changes(SITES, adapter))).toBeCloseTo(relativeError, 6);
      expect(shrunk.scale).toBe(-2);
    }
  });

  it('of nothing loses nothing', () => {
    const { adapter, relativeError } = shrink(SITES, zeroAdapter(SITES, 3), 1);
    expect(relativeError).toBe(0);
    expect(adapter.weights.every((value) => value === 0)).toBe(true);
    const unscaled = shrink(SITES, { ...normalAdapter(SITES, 3, 2), scale: 0 }, 1);
    expect(unscaled.adapter.weights.every((value) => value === 0)).toBe(true);
  });

  it('does not go up, or to nothing', () => {
    const adapter = normalAdapter(SITES, 2, 2);
    for (const rank of [0, 3, 1.5]) expect(() => shrink(SITES, adapter, rank)).toThrow(RangeError);
  });
});
