import { expect, it } from 'vitest';
import { metaEvolution } from '../../../src/ecology/acts/meta-evolution.ts';
import { valueAt } from '../../../src/ecology/config/parameters.ts';
import { turnOf } from '../../support/turns.ts';
import type { Turn } from '../../../src/ecology/world/turn.ts';
import { ofType } from '../../support/worlds.ts';

const META = { window: 2, turns: 2, tasks: 8 };

/** A turn in the middle of a trial that was proposed a window ago. */
async function underTrial(): Promise<Turn> {
  const turn = turnOf({ config: { meta: META } });
  await metaEvolution(turn);
  turn.events.length = 0;
  turn.world.generation += META.window;
  return turn;
}

it('proposes a challenger and opens the first window with its values in force', async () => {
  const turn = turnOf({ config: { meta: META } });
  await metaEvolution(turn);
  expect(turn.events.map(({ type }) => type)).toEqual(['meta-proposed', 'meta-window-opened']);
  const [opened] = ofType(turn.events, 'meta-window-opened');
  for (const [path, value] of Object.entries(opened!.values)) expect(valueAt(turn.config, path)).toBe(value);
});

it('judges a window at its end on tasks solved per energy, and then it is the other’s turn', async () => {
  const turn = await underTrial();
  await metaEvolution(turn);
  const [window] = ofType(turn.events, 'meta-window');
  expect(window).toMatchObject({ index: 0, n: 8 });
  expect(window!.score).toBeCloseTo(window!.solved / window!.energySpent, 12);
  expect(ofType(turn.events, 'meta-window-opened')).toMatchObject([{ index: 1 }]);
});

it('after the last pair one of the two stays', async () => {
  const turn = await underTrial();
  for (let window = 0; window < 2 * META.turns; window++) {
    await metaEvolution(turn);
    turn.world.generation += META.window;
  }
  const [judged] = ofType(turn.events, 'meta-judged');
  expect(['accepted', 'reverted']).toContain(judged!.verdict);
  expect(turn.world.meta).toBeNull();
  for (const [path, value] of Object.entries(judged!.values)) expect(valueAt(turn.config, path)).toBe(value);
});

it('a hand on a dial under test ends the trial, and the hand’s value stands', async () => {
  const turn = await underTrial();
  const path = 'energy.ticket';
  turn.world.config = { ...turn.config, energy: { ...turn.config.energy, ticket: 7 } };
  await metaEvolution(turn);
  const [judged] = ofType(turn.events, 'meta-judged');
  expect(judged).toMatchObject({ verdict: 'interrupted', values: { [path]: 7 } });
  expect(valueAt(turn.config, path)).toBe(7);
});

it('does nothing while it is switched off', async () => {
  const turn = turnOf({ config: { meta: { window: 0 } } });
  await metaEvolution(turn);
  expect(turn.events).toEqual([]);
});
