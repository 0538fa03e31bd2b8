/**
 * The bandit on what it will really see: the micro host's embeddings of tasks of all families. There is one adapter a
 * family, simulated: it solves nine tasks in ten of its own and three in ten of the others. Nobody tells the bandit which.
 */
import { beforeAll, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import type { Arm } from '../../src/routing/arm.ts';
import { chooseArm, emptyBandit, withReward } from '../../src/routing/bandit.ts';
import { centreOf, contextOf, DEFAULT_DIMENSION, projectionOf } from '../../src/routing/context.ts';
import { DEFAULT_CURRICULUM } from '../../src/tasks/catalogue.ts';
import { drawTasks } from '../../src/tasks/pools.ts';
import type { Task } from '../../src/tasks/task.ts';
import { openMicro } from '../host/hosts.ts';

const OWN = 0.9;
const OTHER = 0.3;
const ROUNDS = 1200;
const LAST = 300;

const arms = DEFAULT_CURRICULUM.map((name, i): Arm => {
  return { family: name, depth: 'short', organelle: i + 1, weights: String(i).repeat(64), quality: 0, n: 8 };
});
let tasks: Task[];
let contexts: number[][];

beforeAll(async () => {
  const host = await openMicro();
  const cells = DEFAULT_CURRICULUM.map((name) => ({ family: name, depth: 'short' as const }));
  tasks = drawTasks(cells, 'train', 400, random('embeddings'));
  const embeddings = await host.embed(tasks.map(({ prompt }) => host.encodePrompt(prompt)));
  const projection = projectionOf(embeddings[0]!.length, DEFAULT_DIMENSION, ['embeddings']);
  const centre = centreOf(embeddings);
  contexts = embeddings.map((embedding) => contextOf(projection, embedding, centre));
  await host.dispose();
});

/** The expected share of solved tasks in the last rounds. */
function shareAtTheEnd(seed: number): number {
  let state = emptyBandit(DEFAULT_DIMENSION + 1);
  let share = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const draw = random('embeddings', seed, round);
    const i = draw.integer(0, tasks.length - 1);
    const arm = chooseArm(state, arms, contexts[i]!, ['embeddings', seed, round])!;
    const chance = arm.family === tasks[i]!.family ? OWN : OTHER;
    state = withReward(state, arm, contexts[i]!, draw.uniform() < chance ? 1 : 0);
    if (round >= ROUNDS - LAST) share += chance / LAST;
  }
  return share;
}

it.each([1, 2, 3])('it finds out who answers what (seed %d)', (seed) => {
  const blind = (OWN + OTHER * (arms.length - 1)) / arms.length;
  // Half of the way from random choice to knowing everything.
  expect(shareAtTheEnd(seed)).toBeGreaterThan((blind + OWN) / 2);
});
