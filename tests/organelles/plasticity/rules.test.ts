/**
 * Each rule on the micro host, small: after a few updates right answers to tasks it has not seen have become more likely, or
 * more of them are given. The likelihoods come from the training graph, whose losses are held against PyTorch elsewhere.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Adapter, Host, TapDecoder, Training } from '../../../src/host/index.ts';
import { random } from '../../../src/base/random.ts';
import { pairedDifferenceInterval } from '../../../src/core/statistics.ts';
import { updateOnce, type LearnContext } from '../../../src/organelles/plasticity/learn.ts';
import { NO_MEMORY, readMemory, writeMemory, type Memory } from '../../../src/organelles/plasticity/memory.ts';
import { ruleOf } from '../../../src/organelles/plasticity/rules.ts';
import { seedling } from '../../../src/organelles/plasticity/seedling.ts';
import type { RuleName } from '../../../src/organelles/plasticity/settings.ts';
import { familyOf, shortestAnswer } from '../../../src/tasks/families.ts';
import { drawTask, drawTasks } from '../../../src/tasks/pools.ts';
import { openMicro } from '../../host/hosts.ts';

const FAMILY = 'code.format';

let host: Host;
let tap: TapDecoder;
let training: Training;

beforeAll(async () => {
  host = await openMicro();
  [tap, training] = [await host.learning.tap(), await host.learning.training()];
});

afterAll(async () => {
  await host.dispose();
});

function contextOf(name: RuleName, settings: object): Omit<LearnContext, 'adapter' | 'memory'> {
  const draw = random('test', 'learn', name);
  return {
    rule: ruleOf(name, settings),
    host,
    tap,
    trainingCost: training.cost,
    means: {
      gradients: (rows, passRows) => training.trainer.sum(rows, passRows),
      goldTokens: (task) => training.answerTokens(shortestAnswer(task)),
      promptTokens: (task) => host.encodePrompt(task.prompt),
    },
    drawTasks: (count) =>
      Array.from({ length: count }, () => drawTask({ family: FAMILY, depth: 'short' }, 'train', draw)),
    reward: ({ solved, newTokens }) => Number(solved) - 0.01 * newTokens,
    random: (purpose, ...key) => random('test', name, purpose, ...key),
    maxNewTokens: 24,
  };
}

async function learnFor(
  updates: number,
  name: RuleName,
  settings: object,
  rank = 4,
): Promise<[Adapter, Adapter, Memory]> {
  const context = contextOf(name, settings);
  const born = seedling(name, host.sites, rank, random('test', 'seedling', name));
  let [adapter, memory]: [Adapter, Memory] = [born, NO_MEMORY];
  for (let update = 0; update < updates; update++)
    ({ adapter, memory } = await updateOnce({ ...context, adapter, memory }));
  expect(memory).toMatchObject({ updates, dropped: 0 });
  return [born, adapter, memory];
}

/** Log-probability of the right answer of each of 24 test tasks. */
async function logLikelihoods(adapter: Adapter): Promise<number[]> {
  const tasks = drawTasks([{ family: FAMILY, depth: 'short' }], 'test', 24, random('test', 'held out'));
  expect(tasks.length).toBe(24);
  const rows = tasks.map((task) => {
    const prompt = host.encodePrompt(task.prompt);
    const answer = training.answerTokens(shortestAnswer(task));
    const weights = new Float32Array(prompt.length + answer.length).fill(1, prompt.length);
    return { tokens: [...prompt, ...answer], weights, adapter };
  });
  return (await training.trainer.run(rows)).map(({ loss }) => -loss);
}

/** Whether each of 120 test tasks is solved greedily. */
async function solved(adapter: Adapter): Promise<number[]> {
  const tasks = drawTasks([{ family: FAMILY, depth: 'short' }], 'test', 120, random('test', 'held out'));
  const greedy = { adapter, maxNewTokens: 24, temperature: 0, topP: 1, random: random('test', 'greedy') };
  const answers = await host.decode(tasks.map(({ prompt }) => ({ prompt: host.encodePrompt(prompt), ...greedy })));
  return tasks.map(({ target }, i) => {
    return Number(familyOf(FAMILY).grade(host.decodeText(answers[i]!.tokens), target).solved);
  });
}

test.each([
  ['supervised', 3, { answers: 12 }],
  ['backprop', 5, { answers: 24 }],
] as [RuleName, number, object][])(
  '%s makes right answers more likely',
  { timeout: 120_000 },
  async (name, updates, settings) => {
    const [born, learned] = await learnFor(updates, name, settings);
    const gain = pairedDifferenceInterval(await logLikelihoods(learned), await logLikelihoods(born));
    expect(gain.low).toBeGreaterThan(0);
  },
);

/** Evolution strategies and Hebb see greedy answers only, in whatever dress: what they raise is the share that is solved. */
test.each([
  ['supervised', 6, { answers: 16 }],
  ['backprop', 14, { answers: 24 }],
  ['evolution', 10, { pairs: 24 }],
  ['hebbian', 12, { pairs: 32, rate: 0.05 }],
] as [RuleName, number, object][])(
  '%s makes more answers right',
  { timeout: 120_000 },
  async (name, updates, settings) => {
    const [born, learned] = await learnFor(updates, name, settings);
    const gain = pairedDifferenceInterval(await solved(learned), await solved(born));
    expect(gain.low).toBeGreaterThan(0);
  },
);

test('none changes nothing and costs nothing', async () => {
  const adapter = seedling('none', host.sites, 2, random('test', 'none'));
  const learned = await updateOnce({ ...contextOf('none', {}), adapter, memory: NO_MEMORY });
  expect(learned).toEqual({
    adapter,
    memory: NO_MEMORY,
    dropped: 0,
    stats: {},
    flops: { attempt: 0, learn: 0 },
    forwardTokens: 0,
    backwardTokens: 0,
  });
});

test.each([
  ['evolution', { pairs: 3 }],
  ['hebbian', { pairs: 3, traceDecay: 0.5, exploration: 0.5 }],
  ['backprop', { answers: 4, temperature: 1.5 }],
] as [RuleName, object][])('%s goes on from a saved memory with the same bits', async (name, settings) => {
  const adapter = seedling(name, host.sites, 2, random('test', 'twice', name));
  const runs = [];
  for (const save of [(memory: Memory) => memory, (memory: Memory) => readMemory(writeMemory(memory))]) {
    const context = contextOf(name, settings);
    const first = await updateOnce({ ...context, adapter, memory: NO_MEMORY });
    const second = await updateOnce({ ...context, adapter: first.adapter, memory: save(first.memory) });
    expect(second.adapter.weights).not.toEqual(first.adapter.weights);
    runs.push(second);
  }
  expect(runs[1]!.adapter.weights).toEqual(runs[0]!.adapter.weights);
  expect(runs[1]!.memory).toEqual(runs[0]!.memory);
  expect(runs[1]!.flops).toEqual(runs[0]!.flops);
});

test('what an update took is counted by purpose', async () => {
  const adapter = seedling('supervised', host.sites, 2, random('test', 'count'));
  const { flops, forwardTokens, backwardTokens } = await updateOnce({
    ...contextOf('supervised', { answers: 3 }),
    adapter,
    memory: NO_MEMORY,
  });
  expect(flops.attempt).toBe(0);
  expect(forwardTokens).toBe(backwardTokens);
  // Two FLOPs a weight and token at least, forward and again backward; the host has 1.6 M weights inside.
  expect(flops.learn).toBeGreaterThan(forwardTokens * 4 * 1.3e6);
  expect(flops.learn).toBeLessThan(forwardTokens * 6 * 1.67e6);
});
