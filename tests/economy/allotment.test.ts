/** Attempts by wealth: hand-computed cases, and what holds for any population. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allotEpisodes, shareOut } from '../../src/economy/allotment.ts';

describe('allot', () => {
  it('gives √(energy ÷ ticket) while the cap allows', () => {
    expect(allotEpisodes([0.5, 2, 8, 18, 0], { ticketEnergy: 0.5, cap: 64 })).toEqual([1, 2, 4, 6, 1]);
    expect(allotEpisodes([0.5, 2], { ticketEnergy: 0.5, cap: 64, perTicket: 3 })).toEqual([3, 6]);
  });

  it('shares out the cap by largest remainder, everybody keeping one', () => {
    // wanted 2, 4, 6: beyond the first 1, 3, 5; of the 5 left over 5 · (1, 3, 5) ÷ 9 = 0.56, 1.67, 2.78 → 0, 2, 3
    expect(allotEpisodes([2, 8, 18], { ticketEnergy: 0.5, cap: 8 })).toEqual([1, 3, 4]);
    expect(allotEpisodes([8, 8, 8], { ticketEnergy: 0.5, cap: 5 })).toEqual([2, 2, 1]);
  });

  it('gives the richest one each when there are more organelles than episodes', () => {
    expect(allotEpisodes([1, 5, 3, 5], { ticketEnergy: 1, cap: 2 })).toEqual([0, 1, 0, 1]);
    expect(allotEpisodes([5, 5, 5], { ticketEnergy: 1, cap: 2 })).toEqual([1, 1, 0]);
    expect(allotEpisodes([], { ticketEnergy: 1, cap: 2 })).toEqual([]);
  });

  it('shares out the whole cap when tickets are free', () => {
    // √1, √4, √9 of the 12 that are left after one each: 2, 4, 6
    expect(allotEpisodes([1, 4, 9], { ticketEnergy: 0, cap: 15 })).toEqual([3, 5, 7]);
    expect(allotEpisodes([0, 0], { ticketEnergy: 0, cap: 15 })).toEqual([1, 1]);
  });

  it('refuses an impossible rule', () => {
    expect(() => allotEpisodes([1], { ticketEnergy: -1, cap: 4 })).toThrow(RangeError);
    expect(() => allotEpisodes([1], { ticketEnergy: NaN, cap: 4 })).toThrow(RangeError);
    expect(() => allotEpisodes([1], { ticketEnergy: 1, cap: 2.5 })).toThrow(RangeError);
    expect(() => shareOut([0, 0], 3)).toThrow(RangeError);
  });

  it('keeps to the cap, forgets nobody and never gives the poorer more than the richer, but for one by remainder', () => {
    const energies = fc.array(
      fc.integer({ min: 0, max: 1000 }).map((x) => x ** 2 / 97),
      { minLength: 1, maxLength: 40, size: 'max' },
    );
    fc.assert(
      fc.property(
        energies,
        fc.integer({ min: 40, max: 512 }),
        fc.integer({ min: 1, max: 2000 }).map((x) => x / 100),
        (owned, cap, ticketEnergy) => {
          const episodes = allotEpisodes(owned, { ticketEnergy, cap });
          const sum = episodes.reduce((a, b) => a + b, 0);
          const wanted = owned.reduce(
            (total, energy) => total + Math.max(1, Math.round(Math.sqrt(energy / ticketEnergy))),
            0,
          );
          expect(sum).toBe(Math.min(cap, wanted));
          expect(Math.min(...episodes)).toBeGreaterThanOrEqual(1);
          owned.forEach((energy, i) =>
            owned.forEach(
              (other, j) => energy > other && expect(episodes[i]! + 1).toBeGreaterThanOrEqual(episodes[j]!),
            ),
          );
        },
      ),
    );
  });
});
