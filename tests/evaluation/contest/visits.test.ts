/** Customs that change and return: what is recalled and what is recovered, by hand. */
import { describe, expect, it } from 'vitest';
import { TERA } from '../../../src/evaluation/contest/contest.ts';
import { judge } from '../../../src/evaluation/contest/judge.ts';
import { customsOf } from '../../../src/evaluation/contest/visits.ts';
import { madeUpContest, madeUpExperiment, madeUpReading, madeUpResult } from './made-up.ts';

const CELL = 'list.sort/short';
const MARKS = [1, 2, 3, 4, 5, 6, 7, 8];

/** One cell, read at 1 to 8 TFLOPs: of ten tasks so many were solved, under these forms; changes at these TFLOPs. */
function lived(solved: readonly number[], forms: readonly string[], changes: readonly [number, string][]) {
  const readings = solved.map((count, i) =>
    madeUpReading({ [CELL]: '1'.repeat(count).padEnd(10, '0') }, { mark: i + 1, customs: { [CELL]: forms[i]! } }),
  );
  const result = madeUpResult({
    arm: 'one',
    seed: '1',
    readings,
    changes: changes.map(([at, to]) => ({ cell: CELL, at: at * TERA, to })),
  });
  const experiment = madeUpExperiment({ names: ['one'], cells: [CELL], marks: MARKS });
  return customsOf(judge(madeUpContest(experiment), [result]).experiments[0]!.arms[0]!.runs[0]!);
}
const teraOf = ({ time, happened }: { time: number; happened: boolean }) => [time / TERA, happened];

describe('a form that goes and comes back', () => {
  const [u, d] = ['usual', 'descending'];
  // usual until 2.5, descending until 5, usual until 7.5, descending
  const found = lived(
    [9, 10, 1, 6, 8, 8, 10, 7],
    [u, u, d, d, u, u, u, d],
    [
      [2.5, d],
      [5, u],
      [7.5, d],
    ],
  );

  it('is recalled as it is solved at the first reading of its second visit', () => {
    expect(found.firstVisit).toBeCloseTo(0.1);
    expect(found.secondVisit).toBeCloseTo((0.8 + 0.7) / 2);
    expect(found.leftBehind).toBeCloseTo((1 + 0.6) / 2);
  });

  it('is recovered once four fifths of what was before are solved again, and else watched to the last reading', () => {
    // before 1, of which 0.8 are never reached until 5: watched for 1.5; before 0.6, again at once; before 1, not reached
    expect(found.recoveries.map(teraOf)).toEqual([
      [1.5, false],
      [0, true],
      [0.5, false],
    ]);
  });
});

it('a change between two readings is timed from the change', () => {
  const forms = ['usual', 'usual', ...MARKS.slice(2).map(() => 'descending')];
  const { recoveries, secondVisit } = lived([10, 10, 0, 5, 8, 9, 0, 10], forms, [[2.25, 'descending']]);
  expect(recoveries.map(teraOf)).toEqual([[2.75, true]]);
  expect(secondVisit).toBeNaN();
});

it('nothing is to be recovered where nothing was solved', () => {
  const forms = ['usual', 'usual', ...MARKS.slice(2).map(() => 'descending')];
  expect(lived([0, 0, 0, 5, 8, 9, 0, 10], forms, [[2.25, 'descending']]).recoveries).toEqual([]);
});

it('a first form that no reading saw is the one before it in turn', () => {
  const forms = ['descending', 'descending', 'usual', ...MARKS.slice(3).map(() => 'usual')];
  const { firstVisit, secondVisit, leftBehind } = lived([2, 3, 5, 5, 5, 5, 5, 5], forms, [
    [0.5, 'descending'],
    [2.5, 'usual'],
  ]);
  expect([firstVisit, secondVisit]).toEqual([0.2, 0.5]);
  expect(leftBehind).toBeNaN();
});

it('a world whose customs never change shows nothing', () => {
  const found = lived([1, 2], ['usual', 'usual'], []);
  expect(found).toEqual({ firstVisit: NaN, secondVisit: NaN, leftBehind: NaN, recoveries: [] });
});
