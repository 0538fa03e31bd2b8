import { expect, it } from 'vitest';
import { allot } from '../../../src/ecology/acts/allot.ts';
import { giveEnergy, turnOf } from '../../support/turns.ts';

const numbers = (turn: ReturnType<typeof turnOf>) => turn.world.organelles.map(({ id }) => turn.allotment.get(id));

it('wealth buys attempts by its square root, one at least, within the cap', () => {
  const turn = turnOf({
    config: { population: { founders: 3, episodes: 100 }, energy: { ticket: 1, crowding: 0 } },
    change: (world) => [0.25, 4, 16].forEach((energy, i) => giveEnergy(world, i + 1, energy)),
  });
  allot(turn);
  expect(numbers(turn)).toEqual([1, 2, 4]);
});

it('never more than the cap in all', () => {
  const turn = turnOf({ config: { population: { founders: 6, capacity: 6, episodes: 9 }, energy: { ticket: 0.01 } } });
  allot(turn);
  expect(numbers(turn).reduce<number>((sum, n) => sum + n!, 0)).toBe(9);
});

it('who is in arrears has one attempt, however much it owns', () => {
  const turn = turnOf({
    config: { population: { founders: 2, episodes: 40 }, energy: { ticket: 0.25, crowding: 0 } },
    change: (world) => {
      world.organelles[0]!.strikes = 1;
    },
  });
  allot(turn);
  expect(numbers(turn)[0]).toBe(1);
  expect(numbers(turn)[1]).toBeGreaterThan(1);
});
