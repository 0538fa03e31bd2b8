import { expect, it } from 'vitest';
import { immigrate } from '../../../src/ecology/acts/immigrate.ts';
import { giveEnergy, makeElite, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

/** A world whose first organelle is an elite and has died since. */
function withLostElite(config: { immigrantsEvery: number; capacity?: number }, generation = 4) {
  const { immigrantsEvery, capacity = 8 } = config;
  return turnOf({
    config: { population: { founders: 3 }, archive: { immigrantsEvery } },
    change: (world) => {
      const [first] = world.organelles;
      makeElite(world, first!, { family: 'math', depth: 'short' });
      giveEnergy(world, first!.id, 0);
      delete world.balances[`organelle:${first!.id}`];
      world.organelles.shift();
      world.generation = generation;
      world.config = { ...world.config, population: { ...world.config.population, capacity } };
    },
  });
}

it('an elite that nobody carries returns with its weights, its line and a founder’s energy', () => {
  const turn = withLostElite({ immigrantsEvery: 4 });
  immigrate(turn);
  const elite = turn.world.archive.entries[0]!;
  const [born] = ofType(turn.events, 'born');
  expect(born).toMatchObject({ operator: 'immigrant', parents: [], weights: elite.weights, lineage: elite.lineage });
  expect(born!.energy).toBe(turn.config.energy.founderEnergy);
  const arrived = turn.world.organelles.at(-1)!;
  expect(arrived.niches).toEqual({ 'math/short': { value: elite.meanRoi, count: 0 } });
  expect(turn.ledger.total()).toBe(0);
});

it('comes only in its generations, only if somebody is lost, and only where there is room', () => {
  const early = withLostElite({ immigrantsEvery: 4 }, 5);
  immigrate(early);
  const never = withLostElite({ immigrantsEvery: 0 });
  immigrate(never);
  const present = turnOf({
    config: { archive: { immigrantsEvery: 1 } },
    change: (world) => makeElite(world, world.organelles[0]!, { family: 'math', depth: 'short' }),
  });
  immigrate(present);
  const full = withLostElite({ immigrantsEvery: 4, capacity: 2 });
  full.world.organelles.forEach(({ id }) => expect(full.ledger.balance(`organelle:${id}`)).toBeGreaterThan(0));
  immigrate(full);
  expect([early, never, present, full].map(({ events }) => events)).toEqual([[], [], [], []]);
});
