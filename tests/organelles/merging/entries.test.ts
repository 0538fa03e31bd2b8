/** TIES and DARE entry by entry: small cases worked by hand, numpy's TIES, and DARE's expectation. */
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../src/core/linear-algebra.ts';
import { random } from '../../../src/base/random.ts';
import { dareMerge } from '../../../src/organelles/merging/dare.ts';
import { tiesMerge } from '../../../src/organelles/merging/ties.ts';
import { changes, SITES } from '../adapters.ts';
import { golden, goldenParts } from './golden.ts';

const row = (...values: number[]) => matrix(1, values.length, values);

describe('TIES', () => {
  it('trims, elects and averages as on paper', () => {
    // half of each is kept: (4, −3, 0, 0), (−2, 0, 0, 5), (6, 0, −5, 0); elected + − − +
    const deltas = [row(4, -3, 1, 0.5), row(-2, 1, 0.5, 5), row(6, 2, -5, 1)];
    expect(Array.from(tiesMerge(deltas, [1, 1, 1], 0.5).values)).toEqual([15, -9, -15, 15]);
    const thirds = tiesMerge(deltas, [1 / 3, 1 / 3, 1 / 3], 0.5).values;
    [5, -3, -5, 5].forEach((value, i) => expect(thirds[i]).toBeCloseTo(value, 12));
  });

  it('lets the heavier part win, and alone', () => {
    // votes 0.75·1 − 0.25·2 = +0.25; the mean of those agreeing is the first part's 1
    expect(Array.from(tiesMerge([row(1), row(-2)], [0.75, 0.25], 1).values)).toEqual([1]);
    // votes 0.25·1 − 0.75·2 < 0
    expect(Array.from(tiesMerge([row(1), row(-2)], [0.25, 0.75], 1).values)).toEqual([-2]);
    // both agree: the weighted mean
    expect(Array.from(tiesMerge([row(1), row(2)], [0.25, 0.75], 1).values)).toEqual([1.75]);
  });

  it('is zero where the votes balance, takes a negative weight as the opposite, and scales with the weights', () => {
    expect(Array.from(tiesMerge([row(1), row(-1)], [0.5, 0.5], 1).values)).toEqual([0]);
    expect(Array.from(tiesMerge([row(3, -2)], [-1], 1).values)).toEqual([-3, 2]);
    expect(Array.from(tiesMerge([row(3, -2), row(3, -2)], [1, 1], 1).values)).toEqual([6, -4]);
  });

  it('keeps equals of the smallest kept, and nothing of a density that rounds to nothing', () => {
    expect(Array.from(tiesMerge([row(2, -2, 1, 2)], [1], 0.5).values)).toEqual([2, -2, 0, 2]);
    expect(Array.from(tiesMerge([row(2, -2, 1, 2)], [1], 0.1).values)).toEqual([0, 0, 0, 0]);
  });

  it('keeps the same entries as sorting would', () => {
    const source = random('entries');
    const values = Array.from({ length: 999 }, () => source.normal());
    for (const density of [0.003, 0.2, 0.5, 0.9, 1]) {
      const kept = tiesMerge([row(...values)], [1], density).values.filter((value) => value !== 0);
      const largest = values.toSorted((a, b) => Math.abs(b) - Math.abs(a)).slice(0, Math.round(999 * density));
      expect(Array.from(kept).sort()).toEqual(largest.sort());
    }
  });

  it('is numpy’s', () => {
    const all = goldenParts.map(({ adapter }) => changes(SITES, adapter));
    const weights = goldenParts.map(({ weight }) => weight);
    golden.sites.forEach(({ shape, ties }, site) => {
      const deltas = all.map((part) => matrix(...shape, part[site]));
      for (const [density, expected] of ties)
        tiesMerge(deltas, weights, density).values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    });
  });
});

describe('DARE', () => {
  it('drops nothing at density 1: the weighted sum', () => {
    expect(Array.from(dareMerge([row(1, 2), row(4, -8)], [0.5, 0.25], 1, random('d')).values)).toEqual([1.5, -1]);
  });

  it('leaves each entry out or divides it by the density', () => {
    const values = dareMerge([row(...Array<number>(2000).fill(3))], [0.5], 0.25, random('d')).values;
    expect(new Set(values)).toEqual(new Set([0, 6]));
    // 2000 trials of 0.25: standard deviation 0.0097
    expect(Math.abs(values.filter((value) => value > 0).length / 2000 - 0.25)).toBeLessThan(0.04);
  });

  it('thins each part by itself', () => {
    const ones = row(...Array<number>(400).fill(1));
    const values = dareMerge([ones, ones], [1, 10], 0.5, random('d')).values;
    expect(new Set(values)).toEqual(new Set([0, 2, 20, 22]));
  });
});
