/** Spectra against numpy's dense ones, and the effective rank against cases that can be said in one line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveRank, siteNorms, siteSpectra } from '../../src/organelles/spectrum.ts';
import { changes, normalAdapter, SITES, sitesOf, zeroAdapter } from './adapters.ts';
import { golden, goldenParts } from './merging/golden.ts';

describe('the spectrum of an adapter', () => {
  const { adapter } = goldenParts[0]!;

  it('has numpy’s norms and effective ranks', () => {
    siteNorms(SITES, adapter).forEach((norm, site) => expect(norm).toBeCloseTo(golden.sites[site]!.norm, 10));
    siteSpectra(SITES, adapter).forEach((values, site) =>
      expect(effectiveRank(values)).toBeCloseTo(golden.sites[site]!.effectiveRank, 10),
    );
  });

  it('has the norm of ΔW, at any rank, also one above the site’s sides', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (rank, key) => {
        const adapter = normalAdapter(SITES, rank, -1.5, key);
        const norms = siteNorms(SITES, adapter);
        const spectra = siteSpectra(SITES, adapter);
        changes(SITES, adapter).forEach((change, site) => {
          const { inputs, outputs } = SITES[site]!;
          expect(norms[site]).toBeCloseTo(Math.hypot(...change), 9);
          expect(Math.hypot(...spectra[site]!)).toBeCloseTo(Math.hypot(...change), 9);
          expect(spectra[site]!.length).toBe(Math.min(rank, inputs, outputs));
        });
      }),
    );
  });

  it('is known on paper for one outer product', () => {
    // 2·(3, 4)ᵀ(0, 12, 5): 2 · 5 · 13
    const sites = sitesOf([2, 3]);
    const adapter = { rank: 1, scale: 2, weights: Float32Array.of(3, 4, 0, 12, 5) };
    expect(siteSpectra(sites, adapter)[0]![0]).toBeCloseTo(130, 10);
    expect(siteNorms(sites, adapter)[0]).toBeCloseTo(130, 10);
  });

  it('of a zero adapter is zero', () => {
    expect(siteNorms(SITES, zeroAdapter(SITES, 2))).toEqual([0, 0, 0]);
    expect(siteSpectra(SITES, zeroAdapter(SITES, 2)).map(effectiveRank)).toEqual([0, 0, 0]);
  });
});

describe('the effective rank', () => {
  it('counts equal values, one value once, and nothing not at all', () => {
    expect(effectiveRank([2, 2, 2, 2])).toBeCloseTo(4, 12);
    expect(effectiveRank([5])).toBe(1);
    expect(effectiveRank([5, 0, 0])).toBe(1);
    expect(effectiveRank([0, 0])).toBe(0);
    expect(effectiveRank([])).toBe(0);
  });

  it('is by hand for shares of a half, a quarter and a quarter: 2^1.5', () => {
    expect(effectiveRank([2, 1, 1])).toBeCloseTo(2 ** 1.5, 12);
    expect(effectiveRank([200, 100, 100])).toBeCloseTo(2 ** 1.5, 12);
  });
});
