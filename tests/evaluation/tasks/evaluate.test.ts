/** A run measured on tasks: counted against its answers one by one, and the world is as it was. */
import { beforeAll, describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { hashWorld } from '../../../src/ecology/world/world.ts';
import { evaluateRun, metBefore, testTasksOf, type ContenderScore } from '../../../src/evaluation/tasks/evaluate.ts';
import { emptyBandit } from '../../../src/routing/bandit.ts';
import { DEFAULT_DIMENSION } from '../../../src/routing/context.ts';
import { routeSingle } from '../../../src/routing/router.ts';
import { answerTasks } from '../../../src/tasks/answers.ts';
import type { Task } from '../../../src/tasks/task.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { realRun, type RealRun } from '../../support/real-runs.ts';

const host = tinyHost();
let run: RealRun;
let tasks: Task[];
let scores: ContenderScore[];
const named = (name: string) => scores.find((score) => score.name === name)!;
beforeAll(async () => {
  run = await realRun();
  tasks = testTasksOf(run.world, 40);
  scores = await evaluateRun({ world: run.world, adapters: run.engine.adapters, host }, tasks);
});

describe('a run that is measured', () => {
  it('is measured on test tasks that it was never taught', () => {
    expect(tasks).toHaveLength(40);
    expect(tasks.every(({ pool }) => pool === 'test')).toBe(true);
    const episodes = run.records.flatMap(({ events }) => events).filter((event) => event.type === 'episode');
    expect(
      metBefore(
        tasks,
        episodes.map(({ prompt }) => prompt),
      ),
    ).toBe(0);
    expect(
      metBefore(
        episodes,
        episodes.map(({ prompt }) => prompt.toUpperCase()),
      ),
    ).toBe(episodes.length);
  });

  it('has what each contender’s answers add up to', async () => {
    const single = routeSingle(run.world.archive.entries)!;
    for (const [name, weights] of [
      ['bare host', null],
      ['best elite', single.weights],
    ] as const) {
      const adapter = weights === null ? null : run.engine.adapters.get(weights)!;
      const rows = tasks.map((task) => ({ task, adapter, random: random('any') }));
      const answers = await answerTasks(host, rows, { maxNewTokens: run.world.config.attempts.maxNewTokens });
      const { solved, newTokens, flops, byAdapter } = named(name);
      expect(solved.mean).toBeCloseTo(answers.filter((answer) => answer.solved).length / 40, 12);
      expect(newTokens).toBe(answers.reduce((sum, answer) => sum + answer.newTokens, 0));
      expect(flops).toBe(answers.reduce((sum, answer) => sum + answer.flops, 0));
      expect(byAdapter).toBe(weights === null ? 0 : 40);
    }
  });

  it('measures a guest as it would the same adapter of the run', async () => {
    const single = routeSingle(run.world.archive.entries)!;
    const guests = [{ name: 'mine', adapter: run.engine.adapters.get(single.weights)! }];
    const beside = await evaluateRun({ world: run.world, adapters: run.engine.adapters, host, guests }, tasks);
    expect(beside.slice(0, -1)).toEqual(scores);
    expect(beside.at(-1)).toEqual({ ...named('best elite'), name: 'adapter mine' });
  });

  it('tells differences from the bare host, and families that add up to all', () => {
    expect(named('bare host').difference).toBeNull();
    expect(named('bare host').p).toBeNull();
    for (const { solved, difference, p, families, energyPerTask, energyPerSolved } of scores) {
      // As many by themselves alone on both sides, or nobody: nothing speaks for either.
      if (difference?.mean === 0) expect(p).toBe(1);
      if (difference) expect(difference.mean).toBeCloseTo(solved.mean - named('bare host').solved.mean, 12);
      expect(families.reduce((sum, { solved: own }) => sum + own.mean * own.n, 0)).toBeCloseTo(solved.mean * 40, 9);
      expect(energyPerSolved * solved.mean).toBeCloseTo(energyPerTask, 9);
    }
    expect(scores.map(({ name }) => name)).toEqual([
      'bare host',
      'best elite',
      'portfolio by family',
      'portfolio by cell',
      'portfolio by bandit',
    ]);
  });

  it('is the same world afterwards', async () => {
    const before = hashWorld(run.world);
    await evaluateRun({ world: run.world, adapters: run.engine.adapters, host }, tasks);
    expect(hashWorld(run.world)).toBe(before);
  });

  it('tells how far it is, from the first look of a router at the prompts, breathes, and can be given up there', async () => {
    const bandit = { centre: [0, 0], state: emptyBandit(DEFAULT_DIMENSION + 1) };
    const measured = { world: { ...run.world, bandit }, adapters: run.engine.adapters, host };
    const shares: number[] = [];
    let decoded = 0;
    let breaths = 0;
    const looking: typeof host = {
      ...host,
      async embed(prompts, options) {
        await options?.breathe?.();
        options?.signal?.throwIfAborted();
        options?.onEmbedded?.(prompts.length);
        return host.embed(prompts);
      },
      decode(requests, options) {
        decoded += requests.length;
        return host.decode(requests, options);
      },
    };
    const stopping = new AbortController();
    const options = {
      signal: stopping.signal,
      breathe: async () => {
        breaths += 1;
      },
      onProgress: (share: number) => void shares.push(share),
    };
    await evaluateRun({ ...measured, host: looking }, tasks, options);
    expect(breaths).toBe(1);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares[0]! > 0, shares.at(-1)! < 1]).toEqual([true, true]);
    decoded = 0;
    const breathe = async () => stopping.abort(new Error('enough'));
    await expect(evaluateRun({ ...measured, host: looking }, tasks, { ...options, breathe })).rejects.toThrow('enough');
    expect(decoded).toBe(0);
  });

  it('is given up when it is told so', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(
      evaluateRun({ world: run.world, adapters: run.engine.adapters, host }, tasks, { signal }),
    ).rejects.toThrow('enough');
  });
});
