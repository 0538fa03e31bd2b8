import { describe, expect, it } from 'vitest';
import { ticketEnergy, tickets } from '../../../src/ecology/acts/tickets.ts';
import { DISSIPATED } from '../../../src/economy/ledger.ts';
import { giveEnergy, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

describe('tickets', () => {
  it('are dearer in a crowded world, and what is paid is dissipated', () => {
    const turn = turnOf({ config: { population: { founders: 4, capacity: 8 }, energy: { ticket: 0.5, crowding: 1 } } });
    const ticket = ticketEnergy(turn);
    expect(ticket).toBe(0.75);
    tickets(turn);
    expect(ofType(turn.events, 'ticket-paid')).toHaveLength(4);
    expect(turn.ledger.balance(DISSIPATED)).toBe(4 * ticket);
    expect(turn.ledger.total()).toBe(0);
  });

  it('who cannot pay keeps what it has and gets a strike; one who pays is forgiven', () => {
    const turn = turnOf({
      config: { population: { founders: 2, grace: 3 } },
      change: (world) => {
        giveEnergy(world, 1, 0.125);
        world.organelles[1]!.strikes = 2;
      },
    });
    tickets(turn);
    expect(ofType(turn.events, 'strike')).toEqual([{ type: 'strike', organelle: 1, strikes: 1 }]);
    expect(turn.balance(turn.world.organelles[0]!)).toBe(0.125);
    expect(turn.world.organelles.map(({ strikes }) => strikes)).toEqual([1, 0]);
  });

  it('the last strike of the grace retires it, and its estate goes back', () => {
    const poor = (config: { survival?: 'all' | 'energy' }) =>
      turnOf({
        config: { population: { founders: 2, grace: 2, ...config } },
        change: (world) => {
          giveEnergy(world, 1, 0.0625);
          world.organelles[0]!.strikes = 1;
        },
      });
    const turn = poor({});
    tickets(turn);
    expect(ofType(turn.events, 'retired')).toEqual([
      { type: 'retired', organelle: 1, why: 'bankrupt', estate: 0.0625 },
    ]);
    expect(turn.world.organelles.map(({ id }) => id)).toEqual([2]);
    expect(turn.ledger.total()).toBe(0);
    const spared = poor({ survival: 'all' });
    tickets(spared);
    expect(spared.world.organelles).toHaveLength(2);
  });

  it('the old retire, where there is an age', () => {
    const old = (maxAge: number) =>
      turnOf({
        config: { population: { founders: 3, maxAge } },
        change: (world) => {
          world.generation = 11;
        },
      });
    const mortal = old(10);
    tickets(mortal);
    expect(ofType(mortal.events, 'retired').map(({ why }) => why)).toEqual(['age', 'age', 'age']);
    const ageless = old(0);
    tickets(ageless);
    expect(ofType(ageless.events, 'retired')).toEqual([]);
  });
});
