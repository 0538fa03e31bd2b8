import { expect, it } from 'vitest';
import { measure } from '../../../src/ecology/acts/measure.ts';
import { makeElite, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const measured = async (every: number, withElite: boolean) => {
  const turn = turnOf({
    config: { measure: { every, tasks: 12 } },
    change: (world) => {
      if (withElite)
        makeElite(
          world,
          world.organelles[2]!,
          world.cells.find(({ open }) => open)!,
        );
    },
  });
  const before = structuredClone({ world: turn.world, balances: turn.ledger.toJSON() });
  await measure(turn);
  expect({ world: turn.world, balances: turn.ledger.toJSON() }).toEqual(before);
  return turn;
};

it('measures on schedule, and changes nothing but its own account of computation', async () => {
  const turn = await measured(1, true);
  const [event] = ofType(turn.events, 'measured');
  expect(event).toMatchObject({ trigger: 'schedule', tasks: 12, organelle: 3 });
  expect(turn.flops).toEqual({ measure: event!.flops });
});

it('with an empty archive everybody is the bare host', async () => {
  const [event] = ofType((await measured(1, false)).events, 'measured');
  expect(event!.organelle).toBeNull();
  expect(event!.elite).toEqual(event!.base);
  expect(event!.portfolio).toEqual(event!.base);
});

it('not in other generations', async () => {
  expect((await measured(2, true)).events).toEqual([]);
  expect((await measured(0, true)).events).toEqual([]);
});
