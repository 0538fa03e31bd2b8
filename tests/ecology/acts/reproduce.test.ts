import { expect, it } from 'vitest';
import { reproduce } from '../../../src/ecology/acts/reproduce.ts';
import { giveEnergy, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const HEREDITY = { birthEnergy: 10, childShare: 0.5, birthsPerGeneration: 2 };

it('the richest above the birth energy split; the child has its share, a line and weights of its own', () => {
  const turn = turnOf({
    config: { population: { founders: 3, capacity: 8 }, heredity: HEREDITY },
    change: (world) => [9, 20, 12].forEach((energy, i) => giveEnergy(world, i + 1, energy)),
  });
  const [, rich] = turn.world.organelles;
  rich!.niches = { 'math/short': { value: 1, count: 7 } };
  reproduce(turn);
  const born = ofType(turn.events, 'born');
  expect(born.map(({ parents, energy }) => [parents, energy])).toEqual([
    [[2], 10],
    [[3], 6],
  ]);
  const child = turn.world.organelles.find(({ id }) => id === born[0]!.organelle)!;
  expect(child).toMatchObject({ lineage: 2, depth: 1, niches: { 'math/short': { value: 1, count: 0 } } });
  expect(child.weights).not.toBe(rich!.weights);
  expect(turn.adapters.has(child.weights)).toBe(true);
  expect(turn.balance(rich!)).toBe(10);
  expect(turn.ledger.total()).toBe(0);
});

it('in a full world a child displaces the poorest, if that owns less; otherwise it waits', () => {
  const full = (poorest: number) =>
    turnOf({
      config: { population: { founders: 3, capacity: 3 }, heredity: { ...HEREDITY, birthsPerGeneration: 1 } },
      change: (world) => [30, poorest, 9].forEach((energy, i) => giveEnergy(world, i + 1, energy)),
    });
  const crowded = full(2);
  reproduce(crowded);
  expect(ofType(crowded.events, 'retired')).toMatchObject([{ organelle: 2, why: 'displaced', estate: 2 }]);
  expect(crowded.world.organelles).toHaveLength(3);
  const waiting = turnOf({
    config: { population: { founders: 2, capacity: 2 }, heredity: { ...HEREDITY, birthsPerGeneration: 1 } },
    change: (world) => [11, 9].forEach((energy, i) => giveEnergy(world, i + 1, energy)),
  });
  reproduce(waiting);
  expect(waiting.events).toEqual([{ type: 'birth-waited', organelle: 1 }]);
});

it('nobody splits where everybody lives; by lot wealth does not matter', () => {
  const survival = (how: 'all' | 'random') =>
    turnOf({
      config: { population: { founders: 4, capacity: 8, survival: how }, heredity: HEREDITY },
      change: (world) => world.organelles.forEach(({ id }) => giveEnergy(world, id, how === 'all' ? 40 : 1)),
    });
  const all = survival('all');
  reproduce(all);
  expect(all.events).toEqual([]);
  const lot = survival('random');
  reproduce(lot);
  expect(ofType(lot.events, 'born')).toHaveLength(2);
});
