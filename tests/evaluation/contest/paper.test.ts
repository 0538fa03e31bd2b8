/** The contest that ships: it is read, and says what it says it says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseContest } from '../../../src/evaluation/contest/parse.ts';

const read = (name: string) => readFileSync(new URL(`../../../experiments/${name}.yaml`, import.meta.url), 'utf8');
const contest = parseContest(read('paper'), read, 'paper.yaml');

it('has ten seeds, and tunes on none of them', () => {
  expect(new Set(contest.seeds).size).toBe(10);
  expect(contest.tuning!.seeds.filter((seed) => contest.seeds.includes(seed))).toEqual([]);
  expect(contest.tuning!.salt).not.toBe(contest.salt);
});

it('is about seven cells at one rank, in a world that stands still and in one that changes at least three times', () => {
  const [standing, customs] = contest.experiments;
  expect(contest.experiments.map(({ name }) => name)).toEqual(['standing', 'customs']);
  for (const { config } of contest.experiments) expect(config.cells.opening).toHaveLength(7);
  expect(standing!.config.organs.customsPeriod).toBe(0);
  expect(customs!.budget / 1e12 / customs!.config.organs.customsPeriod).toBeGreaterThanOrEqual(3);
});

it('claims three things', () => {
  expect(
    contest.experiments.flatMap(({ primaries }) => primaries.map(({ arm, against, above }) => [arm, against, above])),
  ).toEqual([
    ['colony', ['generalist'], -0.03],
    ['colony', ['generalist', 'generalist-bank', 'single', 'supervised'], 0.03],
    ['colony', ['islands-bank'], 0],
  ]);
});
