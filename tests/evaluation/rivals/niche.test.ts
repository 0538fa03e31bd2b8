/** A cell of a bank, step by step: what is remembered of who answers there, when an audition is due, and who comes after. */
import { describe, expect, it } from 'vitest';
import {
  answeringIn,
  auditionDue,
  declined,
  NEW_NICHE,
  practised,
  rests,
  shelved,
  takenBy,
  watched,
  type BankNiche,
  type Kept,
} from '../../../src/evaluation/rivals/niche.ts';
import { NO_MEMORY } from '../../../src/organelles/plasticity/memory.ts';

const elite = (weight: number): Kept => ({
  adapter: { rank: 1, scale: 2, weights: Float32Array.of(weight) },
  memory: NO_MEMORY,
});
const [PUPIL, FIRST, SECOND, THIRD] = [elite(0), elite(1), elite(2), elite(3)] as const;
const many = (solved: number, of: number) => Array.from({ length: of }, (_, i) => i < solved);

describe('who answers', () => {
  it('is the pupil unless another holds the cell, who may be the bare host', () => {
    expect(answeringIn(NEW_NICHE, PUPIL)).toEqual(PUPIL);
    expect(answeringIn({ holder: { adapter: FIRST.adapter } }, PUPIL)).toEqual(FIRST);
    expect(answeringIn({ holder: { adapter: null } }, PUPIL)).toBeNull();
  });

  it('is remembered at its best, of equals the newest, once it was seen to live well', () => {
    let niche = watched(NEW_NICHE, many(4, 4), FIRST);
    expect(niche.best).toBeNull(); // four are too few to say
    niche = watched(niche, many(3, 4), FIRST);
    expect(niche.best).toBe(FIRST);
    niche = watched(niche, many(4, 4), SECOND);
    expect(niche.best).toBe(SECOND);
    niche = watched(niche, many(2, 4), THIRD);
    expect(niche.best).toBe(SECOND);
    expect(watched(watched(NEW_NICHE, many(2, 4), FIRST), many(2, 4), FIRST).best).toBeNull();
  });
});

describe('an audition', () => {
  const wellOff = watched(NEW_NICHE, many(8, 8), FIRST);

  it('is due when one that lived well starves, and no sooner', () => {
    expect(auditionDue(wellOff)).toBeNull();
    expect(auditionDue(watched(wellOff, many(2, 4), FIRST))).toBeNull();
    expect(auditionDue(watched(wellOff, many(1, 4), FIRST))).toBe('starved');
    expect(auditionDue(watched(NEW_NICHE, many(0, 8), FIRST))).toBeNull();
  });

  it('is due where one that cannot learn does badly for a whole watch', () => {
    const held = takenBy(NEW_NICHE, { adapter: null });
    expect(auditionDue(watched(held, many(0, 4), null))).toBeNull();
    expect(auditionDue(watched(held, many(2, 8), null))).toBe('starved');
    expect(auditionDue(watched(held, many(3, 8), null))).toBeNull();
  });

  it('is due when the pupil does as well as who answers in its place', () => {
    const held = watched(takenBy(wellOff, { adapter: FIRST.adapter }), many(2, 4), FIRST);
    expect(auditionDue(held)).toBeNull();
    expect(auditionDue(practised(held, many(1, 4)))).toBeNull();
    expect(auditionDue(practised(held, many(2, 4)))).toBe('caught-up');
    expect(auditionDue(declined(practised(held, many(2, 4))))).toBeNull();
    // Where the pupil answers itself there is nobody to catch up with.
    expect(practised(wellOff, many(4, 4))).toBe(wellOff);
  });

  it('leaves a winner of whom nothing is known, and the shelf', () => {
    const niche = takenBy(shelved(wellOff, 2), { adapter: null });
    expect(niche).toEqual({ ...NEW_NICHE, holder: { adapter: null }, shelf: [FIRST] });
  });
});

describe('a pupil', () => {
  it('leaves a cell to another that answers well there, or is new there', () => {
    const held = takenBy(NEW_NICHE, { adapter: FIRST.adapter });
    expect(rests(NEW_NICHE)).toBe(false);
    expect(rests(held)).toBe(true);
    expect(rests(watched(held, many(3, 4), FIRST))).toBe(true);
    expect(rests(watched(held, many(2, 4), FIRST))).toBe(false);
    expect(rests(watched(NEW_NICHE, many(4, 4), PUPIL))).toBe(false);
  });
});

describe('the shelf', () => {
  const withBest = (niche: BankNiche, best: Kept) => ({ ...niche, best });

  it('holds each once, the newest first, and drops the oldest', () => {
    expect(shelved(NEW_NICHE, 2)).toBe(NEW_NICHE);
    const two = shelved(withBest(shelved(withBest(NEW_NICHE, FIRST), 2), SECOND), 2);
    expect(two.shelf).toEqual([SECOND, FIRST]);
    expect(shelved(withBest(two, FIRST), 2).shelf).toEqual([FIRST, SECOND]);
    expect(shelved(withBest(two, THIRD), 2).shelf).toEqual([THIRD, SECOND]);
    expect(shelved(withBest(two, THIRD), 0).shelf).toEqual([]);
  });

  it('knows one again by its weights, as after it was read from a file', () => {
    const again = { adapter: { ...FIRST.adapter }, memory: NO_MEMORY };
    expect(shelved(withBest(shelved(withBest(NEW_NICHE, FIRST), 2), again), 2).shelf.length).toBe(1);
  });
});
