/** Merges against numpy's dense SVD, by hand, and by their algebra. Distances are of single precision. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { ADAPTER_SCALE } from '../../../src/organelles/heredity.ts';
import { MERGE_METHODS, mergeAdapters, type MergeMethod } from '../../../src/organelles/merging/merge.ts';
import { siteSpectra } from '../../../src/organelles/spectrum.ts';
import { changes, normalAdapter, relativeDistance, SITES, sitesOf, weightedSum, zeroAdapter } from '../adapters.ts';
import { golden, goldenParts } from './golden.ts';

const SINGLE = 1e-6;

const options = (method: MergeMethod, rank: number) => ({ method, rank, random: random('merge', method) });

describe('a merge by SVD', () => {
  it.each([1, 2, 3, 4])('of rank %d is the best there is, by numpy', (rank) => {
    const merged = mergeAdapters(SITES, goldenParts, options('svd', rank));
    expect(merged).toMatchObject({ rank, scale: ADAPTER_SCALE });
    const best = golden.sites.map((site) => site.best[rank]!);
    changes(SITES, merged).forEach((change, site) =>
      expect(relativeDistance([change], [best[site]!])).toBeLessThan(SINGLE),
    );
  });

  it('of rank enough is the weighted sum, and has its singular values', () => {
    const merged = mergeAdapters(SITES, goldenParts, options('svd', 6));
    expect(merged.rank).toBe(6);
    expect(
      relativeDistance(
        changes(SITES, merged),
        golden.sites.map((site) => site.merged),
      ),
    ).toBeLessThan(SINGLE);
    siteSpectra(SITES, merged).forEach((values, site) =>
      golden.sites[site]!.singularValues.forEach((value, k) =>
        expect(Math.abs(values[k]! - value)).toBeLessThan(SINGLE * values[0]!),
      ),
    );
  });

  it('splits the singular values evenly: A and B are equally large', () => {
    const sites = sitesOf([6, 5]);
    const { weights } = mergeAdapters(sites, [{ adapter: normalAdapter(sites, 2, 2), weight: 1 }], options('svd', 2));
    const size = (values: Float32Array) => Math.hypot(...values);
    expect(size(weights.subarray(0, 12))).toBeCloseTo(size(weights.subarray(12)), 5);
  });

  it('is zero when the parts cancel', () => {
    const adapter = normalAdapter(SITES, 3, 2);
    const parts = [
      { adapter, weight: 0.5 },
      { adapter, weight: -0.5 },
    ];
    const merged = mergeAdapters(SITES, parts, options('svd', 3));
    expect(relativeDistance(changes(SITES, merged), changes(SITES, zeroAdapter(SITES, 1)))).toBeLessThan(1e-6);
  });
});

describe('a merge', () => {
  const rank = fc.integer({ min: 1, max: 4 });
  const weight = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8);

  it.each(['svd', 'concatenate', 'ties', 'dare'] as const)('by %s of an adapter with itself is itself', (method) => {
    for (const own of [1, 2, 4]) {
      const adapter = normalAdapter(SITES, own, 1.5, own);
      for (const weights of [[1], [0.5, 0.5], [0.25, 0.75]]) {
        const parts = weights.map((weight) => ({ adapter, weight }));
        const merged = mergeAdapters(SITES, parts, { ...options(method, own), density: 1 });
        expect(relativeDistance(changes(SITES, merged), changes(SITES, adapter))).toBeLessThan(SINGLE);
      }
    }
  });

  it('concatenated is the weighted sum, ranks added up', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(rank, weight), { minLength: 1, maxLength: 4 }), fc.nat(), (drawn, key) => {
        const parts = drawn.map(([rank, weight], i) => ({
          adapter: normalAdapter(SITES, rank, 1 + i, key, i),
          weight,
        }));
        const merged = mergeAdapters(SITES, parts, options('concatenate', 1));
        expect(merged.rank).toBe(drawn.reduce((sum, [rank]) => sum + rank, 0));
        const sum = weightedSum(parts.map(({ adapter, weight }) => ({ changes: changes(SITES, adapter), weight })));
        const largest = Math.max(
          ...parts
            .flatMap(({ adapter }) => changes(SITES, adapter))
            .flat()
            .map(Math.abs),
        );
        changes(SITES, merged).forEach((change, site) =>
          change.forEach((value, i) => expect(Math.abs(value - sum[site]![i]!)).toBeLessThan(SINGLE * largest)),
        );
      }),
    );
  });

  it('concatenated with halves and the same scale costs no bit', () => {
    const [a, b] = [normalAdapter(SITES, 2, 2, 'a'), normalAdapter(SITES, 2, 2, 'b')];
    const parts = [a, b].map((adapter) => ({ adapter, weight: 0.5 }));
    const expected = weightedSum(parts.map(({ adapter, weight }) => ({ changes: changes(SITES, adapter), weight })));
    const found = changes(SITES, mergeAdapters(SITES, parts, options('concatenate', 4)));
    found.forEach((change, site) =>
      change.forEach((value, i) => expect(Math.abs(value - expected[site]![i]!)).toBeLessThan(1e-14)),
    );
  });

  it('does not depend on the order of its parts', () => {
    for (const method of ['svd', 'ties'] as const) {
      const there = mergeAdapters(SITES, goldenParts, options(method, 4));
      const back = mergeAdapters(SITES, goldenParts.toReversed(), options(method, 4));
      expect(relativeDistance(changes(SITES, there), changes(SITES, back))).toBeLessThan(SINGLE);
    }
  });

  it.each(MERGE_METHODS)(
    'by %s with a zero adapter is half of the other, or by TIES, which asks only who moves, all; of zeros it is zero',
    (method) => {
      const zero = { adapter: zeroAdapter(SITES, 3), weight: 0.5 };
      const other = { adapter: normalAdapter(SITES, 2, 2), weight: 0.5 };
      const half = mergeAdapters(SITES, [zero, other], { ...options(method, 2), density: 1 });
      const share = method === 'ties' ? 1 : 0.5;
      const expected = changes(SITES, other.adapter).map((change) => change.map((value) => share * value));
      expect(relativeDistance(changes(SITES, half), expected)).toBeLessThan(SINGLE);
      const nothing = mergeAdapters(SITES, [zero, zero], options(method, 2));
      expect(
        changes(SITES, nothing)
          .flat()
          .every((value) => value === 0),
      ).toBe(true);
    },
  );

  it.each(['svd', 'ties', 'dare'] as const)('by %s has the asked rank even where a site has less', (method) => {
    const merged = mergeAdapters(SITES, goldenParts.slice(0, 1), { ...options(method, 7), density: 1 });
    expect(merged.rank).toBe(7);
    const expected = changes(SITES, goldenParts[0]!.adapter).map((change) => change.map((value) => 0.5 * value));
    expect(relativeDistance(changes(SITES, merged), expected)).toBeLessThan(SINGLE);
  });

  it('refuses what makes no sense', () => {
    const adapter = normalAdapter(SITES, 2, 2);
    const parts = [{ adapter, weight: 1 }];
    expect(() => mergeAdapters(SITES, [], options('svd', 2))).toThrow(RangeError);
    expect(() => mergeAdapters(SITES, parts, options('svd', 0))).toThrow(RangeError);
    expect(() => mergeAdapters(SITES, [{ adapter, weight: NaN }], options('svd', 2))).toThrow(RangeError);
    expect(() => mergeAdapters(SITES, parts, { ...options('dare', 2), density: 0 })).toThrow(RangeError);
    expect(() => mergeAdapters(sitesOf([3, 3]), parts, options('svd', 2))).toThrow('adapter of rank 2');
  });
});

describe('a merge by TIES', () => {
  it.each(golden.sites[0]!.ties.map(([density], row) => [density, row]))(
    'of density %d is numpy’s, cut to rank 2',
    (density, row) => {
      const merged = mergeAdapters(SITES, goldenParts, { ...options('ties', 2), density });
      const expected = golden.sites.map((site) => site.ties[row]![2]);
      expect(relativeDistance(changes(SITES, merged), expected)).toBeLessThan(SINGLE);
    },
  );
});

describe('a merge by DARE', () => {
  it('belongs to its key', () => {
    const merge = (...key: string[]) =>
      mergeAdapters(SITES, goldenParts, { method: 'dare', rank: 2, density: 0.5, random: random(...key) });
    expect(merge('one')).toEqual(merge('one'));
    expect(merge('one').weights).not.toEqual(merge('two').weights);
  });
});
