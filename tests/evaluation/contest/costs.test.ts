/** What answers cost, by hand. */
import { expect, it } from 'vitest';
import { TERA } from '../../../src/evaluation/contest/contest.ts';
import { ANSWERS_AFTER } from '../../../src/evaluation/contest/costs.ts';
import { judge } from '../../../src/evaluation/contest/judge.ts';
import { madeUpContest, madeUpExperiment, madeUpReading, madeUpResult } from './made-up.ts';

/** One run an arm, which answers two cells of two and four tasks, at so many GFLOP an answer. */
function costsOf(arms: Record<string, { solved: [string, string]; giga: number; spent?: number }>) {
  const results = Object.entries(arms).map(
    ([
      arm,
      {
        solved: [sort, math],
        giga,
        spent = 1,
      },
    ]) => {
      const readings = [madeUpReading({ 'list.sort/short': sort, 'math/short': math }, { each: giga * 1e9 })];
      return madeUpResult({ arm, seed: '1', readings, spent: { learn: spent * TERA, measure: 5 * TERA } });
    },
  );
  const experiment = madeUpExperiment({ names: Object.keys(arms) });
  return judge(madeUpContest(experiment), results).experiments[0]!.arms.map(({ cost }) => cost);
}

it('an answer and a solved task cost what a bundle of every cell costs', () => {
  const [cost] = costsOf({ one: { solved: ['11', '1000'], giga: 0.5, spent: 2 } });
  expect(cost!.gflopPerAnswer).toBeCloseTo(0.5, 12);
  expect(cost!.gflopPerSolved).toBeCloseTo(0.5 / 0.625, 12);
  // 2 TFLOPs over ten thousand answers are 0.2 GFLOP each; measurement is no part of a run's budget
  expect(ANSWERS_AFTER).toBe(10_000);
  expect(cost!.gflopPerSolvedWithBudget).toBeCloseTo((0.5 + 0.2) / 0.625, 12);
});

it('cells weigh alike, though one has twice the tasks', () => {
  const readings = [madeUpReading({ 'list.sort/short': '11', 'math/short': '1111' }, { each: 1e9 })];
  readings[0]!.cells['math/short']!.answerFlops = 4 * 3e9;
  const experiment = madeUpExperiment({ names: ['one'] });
  const [judged] = judge(madeUpContest(experiment), [madeUpResult({ arm: 'one', seed: '1', readings })]).experiments;
  expect(judged!.arms[0]!.cost.gflopPerAnswer).toBeCloseTo(2, 12);
});

it('are compared with the cheapest other arm of like share', () => {
  const costs = costsOf({
    dear: { solved: ['11', '1111'], giga: 0.6 },
    cheap: { solved: ['11', '1111'], giga: 0.4 },
    poor: { solved: ['00', '0001'], giga: 0.01 },
    never: { solved: ['00', '0000'], giga: 0.3 },
  });
  expect(costs[0]!.toCheapestAlike).toBeCloseTo(0.6 / 0.4, 12);
  expect(costs[1]!.toCheapestAlike).toBeCloseTo(0.4 / 0.6, 12);
  expect(costs[2]!.toCheapestAlike).toBeCloseTo(0.08 / 0.4, 12);
  expect(costs[3]!.gflopPerSolved).toBe(Infinity);
  expect(costs[3]!.toCheapestAlike).toBe(Infinity);
});

it('two voices of the same runs are no rivals', () => {
  const arms = [
    ...madeUpExperiment({ names: ['one'] }).arms,
    { kind: 'voice', name: 'old', of: 'one', voice: 'checkpoints' } as const,
  ];
  const readings = ['', 'checkpoints'].map((voice) => madeUpReading({ 'math/short': '11' }, { voice }));
  const experiment = madeUpExperiment({ arms, cells: ['math/short'] });
  const [judged] = judge(madeUpContest(experiment), [madeUpResult({ arm: 'one', seed: '1', readings })]).experiments;
  expect(judged!.arms.map(({ cost }) => cost.toCheapestAlike)).toEqual([null, null]);
});
