import { expect, it } from 'vitest';
import { record } from '../../../src/ecology/acts/record.ts';
import { tickets } from '../../../src/ecology/acts/tickets.ts';
import { hashWorld } from '../../../src/ecology/world/world.ts';
import { turnOf } from '../../support/turns.ts';

it('commits the balances and closes the generation with the state’s hash and its computation', () => {
  const turn = turnOf();
  tickets(turn);
  turn.spend('attempt', 5);
  record(turn);
  expect(turn.world.balances).toEqual(turn.ledger.toJSON());
  expect(turn.events.at(-1)).toEqual({
    type: 'generation-ended',
    flops: { attempt: 5 },
    stateHash: hashWorld(turn.world),
  });
});

it('equal turns have equal hashes, different ones do not', () => {
  const hashOf = (paid: boolean) => {
    const turn = turnOf();
    if (paid) tickets(turn);
    record(turn);
    return hashWorld(turn.world);
  };
  expect(hashOf(true)).toBe(hashOf(true));
  expect(hashOf(true)).not.toBe(hashOf(false));
});
