/** Winter and catastrophe: what the world does to everybody. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { toEnergy } from '../../../src/economy/energy.ts';
import { newCells } from '../../../src/economy/cells.ts';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { movesOf } from '../../../src/ecology/organs/catastrophe.ts';
import { yieldOf } from '../../../src/ecology/organs/winter.ts';
import { curriculum } from '../../../src/tasks/families.ts';
import { allOf, begin, foldAll, live, ofType } from '../../support/worlds.ts';

describe('winter', () => {
  it('comes every so often and lasts as long as it should', () => {
    const config = configSchema.parse({ organs: { winterEvery: 5, winterLength: 2, winterYield: 0.25 } });
    const cold = Array.from({ length: 13 }, (_, i) => i).filter((generation) => yieldOf(config, generation) < 1);
    expect(cold).toEqual([5, 6, 10, 11]);
    expect(yieldOf(configSchema.parse({}), 5)).toBe(1);
  });

  it('pays its share of the price, says so, and is worth what it took', async () => {
    const { records } = await live({ organs: { winterEvery: 3, winterLength: 1, winterYield: 0.25 } }, 7);
    let lost = 0;
    for (const { generation, events } of records.slice(1)) {
      const [climate] = ofType(events, 'climate');
      const share = generation % 3 === 0 ? 0.25 : 1;
      expect(climate!.winterYield).toBe(share === 1 ? undefined : 0.25);
      const episodes = ofType(events, 'episode');
      for (const { cell, solved, revenue } of episodes)
        expect(revenue).toBe(solved ? toEnergy(share * climate!.prices[cell]!) : 0);
      if (share < 1) lost += episodes.reduce((sum, { revenue }) => sum - 3 * revenue, 0) / episodes.length;
    }
    const { fired, worth } = foldAll(records).mechanisms.winter!;
    expect([fired, worth.n]).toEqual([2, 2]);
    expect(worth.mean).toBeCloseTo(lost / 2, 9);
  });
});

describe('a catastrophe', () => {
  it('moves every open cell to another depth of its family, no two to the same', () => {
    fc.assert(
      fc.property(fc.nat(), fc.subarray(curriculum(), { minLength: 1 }), (seed, opening) => {
        const names = opening.map(({ family, depth }) => `${family}/${depth}`);
        const moves = movesOf(newCells(names, curriculum(), 0.5), random('test', seed));
        expect(new Set(moves.map(({ from }) => from))).toEqual(new Set(names));
        expect(new Set(moves.map(({ to }) => to)).size).toBe(names.length);
        for (const { from, to } of moves) {
          expect(to).not.toBe(from);
          expect(to.split('/')[0]).toBe(from.split('/')[0]);
        }
      }),
    );
  });

  it('leaves a family of one depth as it is', () => {
    const cells = newCells(['math/short'], [{ family: 'math', depth: 'short' }], 0.5);
    expect(movesOf(cells, random('test'))).toEqual([]);
  });

  it('keeps the number of open cells, permutes their successes, and tells exactly what happened', async () => {
    const { engine } = begin({ organs: { catastropheEvery: 4 }, cells: { openEvery: 0, mastery: 1 } });
    for (let i = 0; i < 3; i++) await engine.generation();
    const openNow = () => engine.world.cells.filter(({ open }) => open);
    const nameOf = ({ family, depth }: { family: string; depth: string }) => `${family}/${depth}`;
    const before = openNow();
    const elites = engine.world.archive.entries.length;
    const { record } = await engine.generation();
    const [struck] = ofType(record.events, 'catastrophe');
    const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
    expect(sorted(Object.values(struck!.successes))).toEqual(sorted(before.map(({ successEma }) => successEma)));
    expect(openNow().map(nameOf)).toEqual(Object.keys(struck!.successes));
    expect(openNow()).toHaveLength(before.length);
    const closed = ofType(record.events, 'cell-closed').map(({ cell }) => cell);
    expect(new Set(closed)).toEqual(new Set(before.map(nameOf).filter((name) => !(name in struck!.successes))));
    expect(Object.keys(ofType(record.events, 'climate')[0]!.prices)).toEqual(Object.keys(struck!.successes));
    expect(engine.world.archive.entries.length).toBeGreaterThanOrEqual(elites);
  });

  it('is followed by the fold, in which a cell that opens again goes on with its counts', async () => {
    const { engine, records } = await live({ organs: { catastropheEvery: 1 } }, 12);
    const reopened = allOf(records, 'cell-opened').filter(({ why }) => why === 'catastrophe');
    expect(new Set(reopened.map(({ cell }) => cell)).size).toBeLessThan(reopened.length);
    const view = foldAll(records);
    for (const cell of engine.world.cells) {
      const seen =
        view.cells.get(`${cell.family}/${cell.depth}`) ?? view.closedCells.get(`${cell.family}/${cell.depth}`);
      expect([seen?.attempts ?? 0, seen?.solved ?? 0]).toEqual([cell.attempts, cell.solved]);
    }
    expect(view.mechanisms.catastrophe!.fired).toBe(12);
  });
});
