/** Running success, learning progress, prices, rewards and the opening of cells, against hand-computed figures. */
import { describe, expect, it } from 'vitest';
import { DEPTHS } from '../../src/core/depth.ts';
import {
  cellIn,
  cellName,
  cellParts,
  cellStateSchema,
  newCells,
  openingsDue,
  placeOf,
  salted,
  withOutcomes,
  type CellState,
} from '../../src/economy/cells.ts';
import { priceOf } from '../../src/economy/prices.ts';
import { rewardOf } from '../../src/economy/reward.ts';

const ALL = DEPTHS.flatMap((depth) => ['math', 'math.sequence', 'sort'].map((family) => ({ family, depth })));
const world = (changes: Record<string, Partial<CellState>> = {}) =>
  newCells(['math/short', 'sort/short'], ALL, 0.5).map((cell) => ({ ...cell, ...changes[cellName(cell)] }));
const mastered = { open: true, attempts: 100, solved: 90, successEma: 0.9 };

describe('cells', () => {
  it('begin with the assumed success, some of them open', () => {
    const cells = world();
    expect(cells.map((cell) => cellStateSchema.parse(cell))).toEqual(cells);
    expect(cells.filter(({ open }) => open).map(cellName)).toEqual(['math/short', 'sort/short']);
    expect(cells.every(({ successEma, progressEma }) => successEma === 0.5 && progressEma === 0)).toBe(true);
    expect(() => newCells(['magic/short'], ALL, 0.5)).toThrow(/magic/);
  });

  it('carry a salt to wherever tasks are drawn, and leave out an empty one', () => {
    const cells = newCells(['sort/short'], ALL, 0.5, 'sea');
    expect(cells.map((cell) => cellStateSchema.parse(cell))).toEqual(cells);
    expect(placeOf(cells[0]!)).toEqual({ family: 'math', depth: 'short', custom: undefined, salt: 'sea' });
    expect(cellIn(cells, 'sort/long')).toMatchObject({ family: 'sort', depth: 'long', salt: 'sea' });
    expect(newCells(['sort/short'], ALL, 0.5, '')).toEqual(newCells(['sort/short'], ALL, 0.5));
    expect(Object.keys(newCells([], ALL, 0.5)[0]!)).not.toContain('salt');
    expect(salted(ALL, '')).toEqual(ALL);
    expect(salted(ALL.slice(0, 1), 'sea')).toEqual([{ ...ALL[0]!, salt: 'sea' }]);
  });

  it('have names that can be taken apart', () => {
    expect(cellParts('math.multi_step/long')).toEqual({ family: 'math.multi_step', depth: 'long' });
    for (const bad of ['math', '/short', 'math/', 'math/deep']) expect(() => cellParts(bad)).toThrow(RangeError);
  });

  it('move by the mean of a generation, whatever its size', () => {
    const [cell] = world();
    const once = withOutcomes(cell!, [true, true, true, false], 0.2);
    // 0.5 + 0.2 · (0.75 − 0.5) = 0.55; progress 0.2 · 0.05 = 0.01
    expect(once).toMatchObject({
      successEma: expect.closeTo(0.55, 12),
      progressEma: expect.closeTo(0.01, 12),
      attempts: 4,
      solved: 3,
    });
    const twice = withOutcomes(once, [false], 0.2);
    // 0.55 − 0.11 = 0.44; 0.01 + 0.2 · (0.11 − 0.01) = 0.03
    expect(twice).toMatchObject({
      successEma: expect.closeTo(0.44, 12),
      progressEma: expect.closeTo(0.03, 12),
      attempts: 5,
      solved: 3,
    });
    expect(withOutcomes(twice, [], 0.2)).toBe(twice);
  });

  it('show no progress where success stands still', () => {
    let [cell] = world();
    for (let i = 0; i < 200; i++) cell = withOutcomes(cell!, [true], 0.1);
    expect(cell!.successEma).toBeCloseTo(1, 6);
    expect(cell!.progressEma).toBeLessThan(1e-6);
  });
});

describe('opening', () => {
  const rule = { openEvery: 40, mastery: 0.8 };

  it('opens nothing without a reason', () => {
    expect(openingsDue(world(), 0, rule)).toEqual([]);
    expect(openingsDue(world(), 39, rule)).toEqual([]);
    expect(openingsDue(world(), 40, { ...rule, openEvery: 0 })).toEqual([]);
  });

  it('opens the first closed cell by the clock', () => {
    expect(openingsDue(world(), 40, rule)).toEqual([{ cell: 'math.sequence/short', why: 'schedule' }]);
    expect(openingsDue(world({ 'math.sequence/short': { open: true } }), 80, rule)).toEqual([
      { cell: 'math/medium', why: 'schedule' },
    ]);
  });

  it('opens the next depth of a mastered cell, after enough attempts', () => {
    expect(openingsDue(world({ 'math/short': mastered }), 1, rule)).toEqual([{ cell: 'math/medium', why: 'mastered' }]);
    expect(openingsDue(world({ 'math/short': { ...mastered, attempts: 19 } }), 1, rule)).toEqual([]);
    expect(openingsDue(world({ 'math/short': mastered, 'math/medium': { open: true } }), 1, rule)).toEqual([]);
  });

  it('opens another cell when all open ones are mastered and lead nowhere', () => {
    const everything = Object.fromEntries(
      ['math', 'sort'].flatMap((family) =>
        ['short', 'medium', 'long'].map((depth) => [`${family}/${depth}`, mastered]),
      ),
    );
    expect(openingsDue(world(everything), 1, rule)).toEqual([{ cell: 'math.sequence/short', why: 'mastered' }]);
  });

  it('opens two when the clock and a mastered cell agree, and none when all are open', () => {
    expect(openingsDue(world({ 'math/short': mastered }), 40, rule)).toEqual([
      { cell: 'math/medium', why: 'mastered' },
      { cell: 'math.sequence/short', why: 'schedule' },
    ]);
    expect(
      openingsDue(
        world().map((cell) => ({ ...cell, ...mastered })),
        40,
        rule,
      ),
    ).toEqual([]);
  });
});

describe('prices and rewards', () => {
  const rule = { base: 2, slope: 2, tau: 0.5, min: 1.5, max: 2.8 };
  it.each([
    [0.5, 2],
    [0.25, 2.5],
    [0, 2.8],
    [0.7, 1.6],
    [1, 1.5],
  ])('at success %d a solved task pays %d', (success, price) => expect(priceOf(success, rule)).toBeCloseTo(price, 12));

  it('pay for solved tasks, and for near misses only when told to', () => {
    expect(rewardOf({ grade: 1, solved: true })).toBe(1);
    expect(rewardOf({ grade: 0.4, solved: false })).toBe(0);
    expect(rewardOf({ grade: 0.4, solved: false }, 0.5)).toBeCloseTo(0.2, 12);
    expect(rewardOf({ grade: 1, solved: true }, 0.5)).toBe(1);
  });
});
