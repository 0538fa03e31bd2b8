/** Customs: what is wanted changes without a cue, at times of each cell's own, by computation spent, and comes back. */
import { describe, expect, it } from 'vitest';
import { spentFlops } from '../../../src/core/flops.ts';
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
    const { customsPeriod, records } = await changing(4, 24);
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
    const [one, other] = [...times.values()].map((each) => each.map((time) => Math.floor(time / customsPeriod)));
    for (const each of [one!, other!]) expect(each).toEqual(each.map((_, i) => each[0]! + i));
    expect(times.get('list.sort/short')).not.toEqual(times.get('string.sort/short'));
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
