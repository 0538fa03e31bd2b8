import { expect, it } from 'vitest';
import { archive } from '../../../src/ecology/acts/archive.ts';
import { attemptOf, recordOf, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

/** Two organelles that played, with these records in the cell. */
function offered(records: readonly [n: number, meanRoi: number][], minEpisodes = 8) {
  const turn = turnOf({ config: { archive: { minEpisodes } } });
  records.forEach(([n, meanRoi], i) => {
    const organelle = turn.world.organelles[i]!;
    const attempt = attemptOf(turn, organelle);
    turn.attempts.push(attempt);
    organelle.records[attempt.cell] = recordOf(n, meanRoi);
  });
  archive(turn);
  return turn;
}

it('a record of enough episodes takes an empty bin, with its weights and line', () => {
  const turn = offered([[8, 1]]);
  const [organelle] = turn.world.organelles;
  expect(ofType(turn.events, 'elite')).toHaveLength(1);
  expect(turn.world.archive.entries[0]).toMatchObject({
    organelle: organelle!.id,
    weights: organelle!.weights,
    lineage: organelle!.lineage,
    n: 8,
    meanRoi: 1,
    meanCost: 0.5,
  });
});

it('too few episodes prove nothing', () => {
  expect(offered([[7, 1]]).world.archive.entries).toEqual([]);
});

it('the better record gets the bin, and the event says whose it was', () => {
  const turn = offered([
    [8, 0.5],
    [20, 1],
  ]);
  expect(turn.world.archive.entries.map(({ organelle }) => organelle)).toEqual([2]);
  expect(ofType(turn.events, 'elite').map(({ replaced }) => replaced)).toEqual([null, 1]);
});

it('who did not play in this generation offers nothing', () => {
  const turn = offered([[8, 0.5]]);
  const idle = turn.world.organelles[1]!;
  const cell = turn.attempts[0]!.cell;
  idle.records[cell] = recordOf(50, 3);
  archive(turn);
  expect(turn.world.archive.entries.map(({ organelle }) => organelle)).toEqual([1]);
});
