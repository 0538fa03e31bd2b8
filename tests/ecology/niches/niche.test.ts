import { expect, it } from 'vitest';
import { onShelf, type Former } from '../../../src/ecology/niches/niche.ts';

const former = (letter: string, share: number): Former => ({
  weights: letter.repeat(64),
  organelle: 1,
  lineage: 1,
  depth: 0,
  share,
});
const names = (shelf: readonly Former[]) => shelf.map(({ weights, share }) => `${weights[0]}${share}`);

it('keeps the newest first and, of too many, forgets who solved least, of equals the oldest', () => {
  const shelf = [former('b', 1), former('c', 0.75), former('d', 0.75)];
  expect(names(onShelf(shelf, former('a', 0.875), 3))).toEqual(['a0.875', 'b1', 'c0.75']);
  expect(names(onShelf(shelf, former('a', 0.25), 3))).toEqual(['b1', 'c0.75', 'd0.75']);
  expect(onShelf(shelf, former('a', 1), 0)).toEqual([]);
});

it('holds the same weights once', () => {
  expect(names(onShelf([former('a', 0.5), former('b', 1)], former('a', 0.75), 3))).toEqual(['a0.75', 'b1']);
});
