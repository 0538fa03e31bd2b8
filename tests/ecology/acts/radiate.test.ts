/** Radiation: an ancestor of all niches splits, niche by niche, as it masters them. */
import { expect, it } from 'vitest';
import { reproduce } from '../../../src/ecology/acts/reproduce.ts';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';
import { giveEnergy, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const OPENING = ['list.sort/short', 'string.sort/short', 'math/short'];
const COLONY: ConfigInput = {
  population: { survival: 'niche', founders: 1, capacity: 8, maxAge: 0 },
  cells: { opening: OPENING },
  niches: { rest: 0.8 },
  heredity: { birthEnergy: 10, childShare: 0.5 },
};
const watchOf = (solved: number) => ({
  outcomes: Array.from({ length: 8 }, (_, i) => i < solved),
  best: solved / 8,
});

function ancestor(energy: number, solved: readonly number[]) {
  const turn = turnOf({
    config: COLONY,
    change: (world) => {
      giveEnergy(world, 1, energy);
      world.niches!.forEach((niche, i) => {
        niche.watch = watchOf(solved[i]!);
      });
      world.organelles[0]!.memory = 'a'.repeat(64);
    },
  });
  reproduce(turn);
  return turn;
}

it('gives the niche that it lives best in to a child with its weights and what they remember', () => {
  const turn = ancestor(16, [7, 8, 2]);
  expect(ofType(turn.events, 'born')).toMatchObject([{ operator: 'split', parents: [1], energy: 8, lineage: 1 }]);
  expect(ofType(turn.events, 'niche-taken')).toMatchObject([{ cell: OPENING[1], organelle: 2, from: 1, how: 'split' }]);
  const [parent, child] = turn.world.organelles;
  expect(child).toMatchObject({ weights: parent!.weights, memory: parent!.memory });
  expect(turn.world.niches!.map(({ holder }) => holder)).toEqual([1, 2, 1]);
  // What was seen of the parent is true of a child that is the same.
  expect(turn.world.niches![1]!.watch).toEqual(watchOf(8));
  expect(turn.ledger.total()).toBe(0);
});

it('splits as often as it can pay, and keeps its last niche', () => {
  const turn = ancestor(100, [8, 8, 8]);
  expect(ofType(turn.events, 'born')).toHaveLength(2);
  expect(new Set(turn.world.niches!.map(({ holder }) => holder)).size).toBe(3);
});

it('does not split what it has not mastered, nor when it is poor', () => {
  expect(ancestor(100, [6, 6, 6]).events).toEqual([]);
  expect(ancestor(10, [8, 8, 8]).events).toEqual([]);
});
