/** Customs: what is wanted changes without a cue, at times of each cell's own, by computation spent, and comes back. */
import { describe, expect, it } from 'vitest';
import { spentFlops } from '../../../src/core/flops.ts';
import { cellName, cellParts } from '../../../src/economy/cells.ts';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { customAt, customChanges } from '../../../src/ecology/organs/customs.ts';
import { formsOf, USUAL, wantedBy } from '../../../src/tasks/customs.ts';
import { familyOf } from '../../../src/tasks/families.ts';
import { allOf, foldAll, live, ofType } from '../../support/worlds.ts';

const CELLS = ['list.sort/short', 'string.sort/short', 'math/short'];
const WORLD = { cells: { opening: CELLS, openEvery: 0, mastery: 1 } };

/** A world in which a period lasts about `generations`. */
async function changing(generations: number, lived: number) {
  const { records } = await live(WORLD, 3);
  const perGeneration = records.slice(1).reduce((sum, { events }) => sum + spentIn(events), 0) / 3;
  const customsPeriod = (perGeneration * generations) / 1e12;
  return { customsPeriod, ...(await live({ ...WORLD, organs: { customsPeriod } }, lived)) };
}

const spentIn = (events: Parameters<typeof ofType>[0]) => spentFlops(ofType(events, 'generation-ended')[0]!.flops);

describe('customs', () => {
  it('change every period of computation, each cell at its own time, through all forms and back', async () => {
    const { customsPeriod, records } = await changing(4, 34);
    const changes = allOf(records, 'custom-changed');
    for (const cell of CELLS) {
      const own = changes.filter((change) => change.cell === cell);
      const forms = formsOf(cell.split('/')[0]!);
      if (forms.length === 1) expect(own).toEqual([]);
      else expect(own.length).toBeGreaterThanOrEqual(2 * forms.length);
      own.forEach(({ from, to }, i) =>
        expect([from, to]).toEqual([forms[i % forms.length], forms[(i + 1) % forms.length]]),
      );
    }
    const times = new Map<string, number[]>();
    let spent = 0;
    for (const { events } of records) {
      for (const { cell } of ofType(events, 'custom-changed'))
        times.set(cell, [...(times.get(cell) ?? []), spent / 1e12]);
      spent += spentIn(events);
    }
    expect(times.get('list.sort/short')).not.toEqual(times.get('string.sort/short'));
    // What the world did, generation by generation, is what is due by seed, salt and computation alone.
    const world = { seed: '1', config: configSchema.parse({ ...WORLD, organs: { customsPeriod } }) };
    for (const [cell, noticed] of times) {
      const due = customChanges(world, [cellParts(cell)], 1e12 * noticed.at(-1)!);
      expect(due.map(({ at }) => at / 1e12)).toEqual(
        due.map((_, i) => expect.toSatisfy((at: number) => at <= noticed[i]! && at > (noticed[i - 1] ?? -1))),
      );
      expect(due).toHaveLength(noticed.length);
    }
  });

  it('are what episodes are graded by, and nothing in a prompt tells of them', async () => {
    const { records } = await changing(4, 16);
    const now = new Map<string, string>();
    let others = 0;
    for (const { events } of records) {
      for (const { cell, to } of ofType(events, 'custom-changed')) now.set(cell, to);
      for (const { cell, prompt, target } of ofType(events, 'episode')) {
        const [family, depth] = cell.split('/') as [string, 'short'];
        const custom = now.get(cell) ?? USUAL;
        const form = formsOf(family);
        const usual = usualOf(family, prompt);
        if (usual !== null) expect(target).toEqual(wantedBy(family, custom, { prompt, target: usual }));
        expect([family, depth, form.includes(custom)]).toEqual([family, 'short', true]);
        others += Number(custom !== USUAL);
      }
    }
    expect(others).toBeGreaterThan(10);
  });

  it('are followed by the fold, and leave no trace in a world without them', async () => {
    const { records, engine } = await changing(3, 12);
    const view = foldAll(records);
    for (const { family, depth, custom, open } of engine.world.cells) {
      if (open) expect(view.cells.get(`${family}/${depth}`)!.custom?.name ?? USUAL).toBe(custom ?? USUAL);
    }
    expect(view.mechanisms.customs!.fired).toBe(allOf(records, 'custom-changed').length);
    expect(engine.world.spentFlops).toBe(records.reduce((sum, { events }) => sum + spentIn(events), 0));
    const without = await live(WORLD, 2);
    expect(Object.keys(without.engine.world)).not.toContain('spentFlops');
    expect(without.engine.world.cells.every((cell) => !('custom' in cell))).toBe(true);
  });
});

describe('the customs of a seed and a salt', () => {
  const OPENING = [
    'list.sort',
    'string.sort',
    'string.reverse',
    'code.format',
    'json.repair',
    'math',
    'logic.bool',
  ].map((family) => `${family}/short`);
  const CAN = 5;
  const PERIOD = 0.8;
  const worldOf = (seed: string, { salt = '', customsCells = 0, customsPeriod = PERIOD } = {}) => ({
    seed,
    config: configSchema.parse({ cells: { opening: OPENING, salt }, organs: { customsPeriod, customsCells } }),
  });
  const cells = OPENING.map(cellParts);
  const changingIn = (world: ReturnType<typeof worldOf>) =>
    cells.filter((cell) => customChanges(world, [cell], 3e12).length > 0).map(cellName);
  const seeds = Array.from({ length: 200 }, (_, i) => String(i));

  it('have for each cell one period of 0.8 to 1.25 times the world’s, and a first change within it', () => {
    const factors = seeds.flatMap((seed) =>
      cells.slice(0, CAN).map((cell) => {
        const times = customChanges(worldOf(seed), [cell], 20e12).map(({ at }) => at / 1e12 / PERIOD);
        const period = times[1]! - times[0]!;
        times.forEach((time, i) => expect(time).toBeCloseTo(times[0]! + i * period, 9));
        expect(times[0]).toBeGreaterThan(0);
        expect(times[0]).toBeLessThanOrEqual(period + 1e-9);
        return [period, times[0]! / period] as const;
      }),
    );
    const [periods, phases] = [factors.map(([period]) => period), factors.map(([, phase]) => phase)];
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(0.8 - 1e-9);
    expect(Math.max(...periods)).toBeLessThanOrEqual(1.25 + 1e-9);
    // log-uniform on a symmetric range: as many above 1 as below; 1000 draws, four standard deviations
    const above = (values: readonly number[], bound: number) => values.filter((value) => value > bound).length;
    expect(Math.abs(above(periods, 1) - 500)).toBeLessThan(64);
    expect(Math.abs(above(phases, 0.5) - 500)).toBeLessThan(64);
  });

  it('hold from each change to the next, through all forms and back', () => {
    const world = worldOf('7');
    for (const cell of cells) {
      expect(customAt(world, cell, 0)).toBe(USUAL);
      const own = customChanges(world, [cell], 8e12);
      const forms = formsOf(cell.family);
      own.forEach(({ at, from, to }, i) => {
        expect([from, to]).toEqual([forms[i % forms.length], forms[(i + 1) % forms.length]]);
        expect([customAt(world, cell, at * (1 - 1e-12)), customAt(world, cell, at)]).toEqual([from, to]);
      });
      expect(own.length > 0).toBe(forms.length > 1);
    }
    const all = customChanges(world, cells, 8e12);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => a - b));
    expect(customChanges(world, cells, 4e12)).toEqual(all.filter(({ at }) => at <= 4e12));
    expect(customChanges(worldOf('7', { customsPeriod: 0 }), cells, 8e12)).toEqual([]);
  });

  it('change in as many cells as are asked for, any of those that can', () => {
    expect(changingIn(worldOf('1'))).toHaveLength(CAN);
    for (const customsCells of [1, 3, CAN, 60])
      expect(changingIn(worldOf('1', { customsCells }))).toHaveLength(Math.min(CAN, customsCells));
    const chosen = seeds.flatMap((seed) => changingIn(worldOf(seed, { customsCells: 2 })));
    for (const name of OPENING.slice(0, CAN)) {
      const times = chosen.filter((each) => each === name).length;
      // 2 of 5 in 200 worlds: 80 each, standard deviation 6.9
      expect(Math.abs(times - 80)).toBeLessThan(28);
    }
    // a cell that opens later is none of them
    const later = customChanges(worldOf('1', { customsCells: CAN }), [cellParts('list.sort/long')], 4e12);
    expect(later).toEqual([]);
    expect(customChanges(worldOf('1'), [cellParts('list.sort/long')], 4e12).length).toBeGreaterThan(1);
  });

  it('are others for another salt and for another seed', () => {
    const told = (seed: string, salt?: string) => JSON.stringify(customChanges(worldOf(seed, { salt }), cells, 4e12));
    expect(new Set([told('1'), told('1', 'sea'), told('1', 'land'), told('2', 'sea')]).size).toBe(4);
    expect(told('1', 'sea')).toBe(told('1', 'sea'));
    const chosen = (salt: string) => changingIn(worldOf('1', { salt, customsCells: 2 })).join();
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(chosen)).size).toBeGreaterThan(1);
  });
});

/** The usual answer, read from the prompt without the lab's generators; null where that is not done here. */
function usualOf(family: string, prompt: string) {
  expect(familyOf(family).name).toBe(family);
  if (family === 'list.sort')
    return /order: (.*)\. Respond/
      .exec(prompt)![1]!
      .split(', ')
      .map(Number)
      .sort((a, b) => a - b);
  if (family === 'string.sort') return [.../letters of '(.*)' alpha/.exec(prompt)![1]!].sort().join('');
  return null;
}
