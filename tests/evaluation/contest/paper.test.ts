/** The contest that ships: it is read, and says what it says it says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runArmsOf, type RunArm } from '../../../src/evaluation/contest/contest.ts';
import { parseContest } from '../../../src/evaluation/contest/parse.ts';

const read = (name: string) => readFileSync(new URL(`../../../experiments/${name}.yaml`, import.meta.url), 'utf8');
const contestOf = (name: string) => parseContest(read(name), read, `${name}.yaml`);
const contest = contestOf('paper');

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

it('claims four things', () => {
  expect(
    contest.experiments.flatMap(({ primaries }) => primaries.map(({ arm, against, above }) => [arm, against, above])),
  ).toEqual([
    ['colony', ['generalist'], -0.03],
    ['colony', ['generalist', 'generalist-bank', 'single', 'supervised'], 0.03],
    ['colony', ['generalist', 'generalist-bank', 'single'], 0.03],
    ['colony', ['islands-bank'], 0],
  ]);
});

it('has no setting that the search did not try, of as many for every arm', () => {
  const search = contestOf('tuning');
  expect(search.salt).toBe(contest.tuning!.salt);
  for (const { name, arms } of contest.experiments) {
    const tried = runArmsOf(search.experiments.find((experiment) => experiment.name === name)!);
    for (const arm of runArmsOf({ arms }).filter((one) => one.name !== 'frozen')) {
      const ofThis = tried.filter((one) => one.name.startsWith(`${arm.name}-r`));
      expect(ofThis.length, arm.name).toBeGreaterThanOrEqual(name === 'standing' ? 7 : 3);
      expect(ofThis.map(whatItIs), `${name}/${arm.name}`).toContainEqual(whatItIs(arm));
    }
  }
});

/** What was chosen of an arm. Trials are nothing to a world that learns from its attempts. */
function whatItIs(arm: RunArm): unknown {
  if (arm.kind === 'rival') return [arm.rival, arm.settings];
  const { learning, ...others } = arm.config;
  return { ...others, learning: { ...learning, trials: learning.from === 'attempts' ? 0 : learning.trials } };
}
