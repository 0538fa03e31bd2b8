/** Who answers in a cell: the elite, else the living with the best proof, else the bare host. */
import { expect, it } from 'vitest';
import { answeringOf } from '../../../src/ecology/world/answering.ts';
import type { Organelle, World } from '../../../src/ecology/world/world.ts';
import { hexHash, TRAITS } from '../../support/journal-maker.ts';

const CELLS = [{ family: 'math', depth: 'short' as const }];

function organelle(id: number, solved: number, n: number): Organelle {
  const records = { 'math/short': { solved, costSum: n, standardRoi: { n, mean: 0, squares: 0 } } };
  return {
    id,
    name: `number ${id}`,
    weights: hexHash(id),
    memory: null,
    updates: 0,
    rank: 4,
    traits: TRAITS,
    parents: [],
    lineage: id,
    depth: 0,
    bornGeneration: 0,
    strikes: 0,
    niches: {},
    records: n === 0 ? {} : records,
    examples: {},
    thumbs: [],
  };
}

function elite(organelle: number, depth: 'short' | 'medium'): World['archive']['entries'][number] {
  const earned = { quality: 1, n: 9, meanRoi: 1, meanCost: 1 };
  return { family: 'math', depth, costBin: 0, organelle, weights: hexHash(organelle), ...earned, generation: 1 };
}

const answering = (organelles: Organelle[], entries: World['archive']['entries'] = []) =>
  answeringOf({ organelles, archive: { entries } }, CELLS).get('math/short');

it('is the elite of the cell, whoever lives', () => {
  expect(answering([organelle(2, 5, 5)], [elite(9, 'short')])).toBe(hexHash(9));
});

it('is, without an elite of that very cell, the living one whose solved share is most certain', () => {
  const living = [organelle(1, 1, 1), organelle(2, 6, 7), organelle(3, 6, 7), organelle(4, 3, 7)];
  expect(answering(living, [elite(9, 'medium')])).toBe(hexHash(2));
});

it('is the bare host where nobody has solved anything', () => {
  expect(answering([organelle(1, 0, 7), organelle(2, 0, 0)])).toBeNull();
  expect(answering([])).toBeNull();
});
