/** Who becomes a parent, in cases worked out by hand. */
import { describe, expect, it } from 'vitest';
import { bestNiche, chooseParents, raritiesOf } from '../../../src/ecology/judging/selection.ts';
import type { Organelle } from '../../../src/ecology/world/world.ts';
import { worldOf } from '../../support/stored-runs.ts';

const living = (...values: Record<string, number>[]): Organelle[] =>
  worldOf(
    0,
    values.map((_, i) => `o${i}`),
  ).organelles.map((organelle, i) => ({
    ...organelle,
    niches: Object.fromEntries(Object.entries(values[i]!).map(([cell, value]) => [cell, { value, count: 1 }])),
  }));

describe('the best niche', () => {
  it('is the most valued cell, of equals the first by name, and none for who expects to earn nowhere', () => {
    const [one, two, three, four] = living({ b: 1, a: 2 }, { b: 1, a: 1 }, { a: -1, b: 0 }, {});
    expect([one, two, three, four].map((organelle) => bestNiche(organelle!))).toEqual(['a', 'a', null, null]);
  });
});

describe('parents', () => {
  const people = living({ a: 1 }, { a: 1 }, { a: 1 }, { b: 1 }, {});
  const candidates = people.map((organelle, i) => ({ organelle, wealth: [20, 19, 18, 14, 30][i]! }));
  const ids = (parents: readonly { organelle: Organelle }[]) => parents.map(({ organelle }) => organelle.id);

  it('have a rarity of one over those of their trade', () => {
    expect([...raritiesOf(people).values()]).toEqual([1 / 3, 1 / 3, 1 / 3, 1, 0]);
  });

  it('are the wealthiest without a bonus', () => {
    const parents = chooseParents(candidates, people, { count: 2, novelty: 0 });
    expect(ids(parents)).toEqual([5, 1]);
    expect(parents.every(({ novel }) => !novel)).toBe(true);
  });

  it('are those of rare trades with one, and it is said who would not have been chosen', () => {
    // Scores at novelty 1: 26.7, 25.3, 24, 28, 30; at 2: 33.3, 31.7, 30, 42, 30.
    expect(ids(chooseParents(candidates, people, { count: 2, novelty: 1 }))).toEqual([5, 4]);
    const parents = chooseParents(candidates, people, { count: 2, novelty: 2 });
    expect(ids(parents)).toEqual([4, 1]);
    expect(parents.map(({ novel }) => novel)).toEqual([true, false]);
  });

  it('are the older of equals', () => {
    const equal = people.slice(0, 3).map((organelle) => ({ organelle, wealth: 15 }));
    expect(ids(chooseParents(equal.reverse(), people, { count: 2, novelty: 3 }))).toEqual([1, 2]);
  });
});
