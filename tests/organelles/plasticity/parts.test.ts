/** The parts of learning, each against values worked out without it. */
import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors.ts';
import { random } from '../../../src/base/random.ts';
import { adapterLength, siteMatrices, type Adapter, type Site, type TapReading } from '../../../src/host/index.ts';
import { adamW } from '../../../src/organelles/plasticity/adamw.ts';
import { groupAdvantages } from '../../../src/organelles/plasticity/descent.ts';
import { centredRanks, pairFitness } from '../../../src/organelles/plasticity/evolution.ts';
import { guarded } from '../../../src/organelles/plasticity/guard.ts';
import {
  fittingMemory,
  NO_MEMORY,
  readMemory,
  writeMemory,
  type Memory,
} from '../../../src/organelles/plasticity/memory.ts';
import type { Learner, Trial, TrialOutcome } from '../../../src/organelles/plasticity/rule.ts';
import { ruleOf } from '../../../src/organelles/plasticity/rules.ts';
import { seedling } from '../../../src/organelles/plasticity/seedling.ts';
import { readSettings } from '../../../src/organelles/plasticity/settings.ts';
import type { Task } from '../../../src/tasks/task.ts';

const outcome = (reward: number): TrialOutcome => ({
  prompt: [1],
  tokens: [2],
  solved: reward > 0,
  reward,
  reading: null,
});

const SITES: Site[] = [
  { layer: 0, projection: 'q', inputs: 4, outputs: 2, module: 'model.layers.0.self_attn.q_proj' },
  { layer: 0, projection: 'down', inputs: 3, outputs: 5, module: 'model.layers.0.mlp.down_proj' },
];
const task = (family: string): Task => ({ family, depth: 'short', prompt: 'p', target: 1, id: 'i', pool: 'train' });
const trial = (family: string, adapter: Adapter): Trial => ({
  task: task(family),
  adapter,
  temperature: 0,
  offset: null,
  tapped: false,
});

function learnerOf(adapter: Adapter, memory: Memory = NO_MEMORY): Learner {
  return { sites: SITES, adapter, memory, random: (purpose, ...key) => random('test', purpose, ...key) };
}

test('AdamW with clipping takes the steps of the published algorithm', () => {
  const settings = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, weightDecay: 0.01, clip: 1 };
  const weights = Float32Array.of(1, -2, 3);
  const first = adamW(weights, Float32Array.of(0.3, -0.4, 0), null, settings);
  const after = weights.map((weight, i) => weight + first.change[i]!);
  expect(first.norm).toBeCloseTo(0.5, 6);
  [0.8990000033, -1.8980000025, 2.997].forEach((value, i) => expect(after[i]).toBeCloseTo(value, 5));
  const second = adamW(after, Float32Array.of(3, 0, -4), first.moments, settings);
  expect(second.norm).toBeCloseTo(5, 5);
  [0.8015828006, -1.8290961795, 3.0684166811].forEach((value, i) =>
    expect(after[i]! + second.change[i]!).toBeCloseTo(value, 5),
  );
});

test('centred ranks share the mean rank of equals', () => {
  expect(centredRanks([3, 1, 2])).toEqual([0.5, -0.5, 0]);
  expect(centredRanks([5, 5, 0, 9])).toEqual([0, 0, -0.5, 0.5]);
  expect(centredRanks([2, 2])).toEqual([0, 0]);
});

test('fitness of pairs', () => {
  const outcomes = [1, 0, 0, 0, 0, 1, 1, 1].map(outcome);
  // Differences 1, 0, −1, 0: their root mean square is √½.
  pairFitness(outcomes, 'differences').forEach((fit, i) => expect(fit).toBeCloseTo([1, 0, -1, 0][i]! * Math.SQRT2, 12));
  expect(pairFitness([0, 0, 1, 1].map(outcome), 'differences')).toEqual([0, 0]);
  expect(pairFitness([3, 1, 2, 2].map(outcome), 'ranks')).toEqual([1, 0]);
});

test('an evolution step goes towards the better half of each pair, by hand', async () => {
  const adapter = { rank: 1, scale: 2, weights: new Float32Array(adapterLength(SITES, 1)) };
  const rule = ruleOf('evolution', { pairs: 2, rate: 2, shrink: 0.5 });
  const learner = learnerOf(adapter, { ...NO_MEMORY, updates: 1 });
  const trials = rule.ask(learner, [task('math'), task('math')]);
  expect(trials.length).toBe(4);
  trials[0]!.adapter.weights.forEach((weight, i) => expect(trials[1]!.adapter.weights[i]).toBe(-weight));
  const update = await rule.tell(learner, trials, [1, 0, 3, 3].map(outcome), {}, []);
  // One of two pairs differs, by 1; over √(1/2) that is √2; rate 2 · 0.5, mean over two pairs.
  const noise = trials[0]!.adapter.weights;
  update.adapter.weights.forEach((weight, i) => expect(weight).toBeCloseTo((Math.SQRT2 / 2) * noise[i]!, 6));
  expect(update.memory.updates).toBe(2);
  expect(adapter.weights.every((weight) => weight === 0)).toBe(true);
});

test('evolution noise has the deviations asked for', () => {
  const wide: Site[] = [{ ...SITES[0]!, inputs: 400, outputs: 900 }];
  const adapter = { rank: 8, scale: 2, weights: new Float32Array(adapterLength(wide, 8)) };
  const rule = ruleOf('evolution', { pairs: 1, stepA: 0.4, stepB: 0.1 });
  const [plus] = rule.ask({ ...learnerOf(adapter), sites: wide }, [task('math')]);
  const { a, b } = siteMatrices(wide, plus!.adapter)[0]!;
  const deviation = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(deviation(a)).toBeGreaterThan(0.95 * (0.4 / 20));
  expect(deviation(a)).toBeLessThan(1.05 * (0.4 / 20));
  expect(deviation(b)).toBeGreaterThan(0.095);
  expect(deviation(b)).toBeLessThan(0.105);
});

/** A reading of one token: what the two sites read, one behind the other. */
function readingOf(...read: number[]): TapReading {
  const inputs = SITES[0]!.inputs;
  return {
    inputAt: (site) => Float64Array.from(site === 0 ? read.slice(0, inputs) : read.slice(inputs)),
    weightAt: () => 1,
  };
}

test('a Hebbian step is what was pushed times what was read, as long as it should be, by hand', async () => {
  const adapter = seedling('hebbian', SITES, 2, random('test', 'hebbian'));
  const rule = ruleOf('hebbian', { pairs: 2, rate: 0.1, shrink: 0.5 });
  const learner = learnerOf(adapter, { ...NO_MEMORY, updates: 1 });
  const trials = rule.ask(learner, [task('math'), task('math')]);
  trials[0]!.offset!.forEach((push, i) => expect(trials[1]!.offset![i]).toBe(-push));
  const outcomes = [outcome(1), outcome(0), outcome(1), outcome(1)];
  outcomes[0]!.reading = readingOf(1, 2, 0, 0, 5, 0, 0);
  outcomes[1]!.reading = readingOf(1, 0, 0, 0, 5, 0, 0);
  for (const outcome of outcomes.slice(2, 4)) outcome.reading = readingOf(9, 9, 9, 9, 9, 9, 9);
  const update = await rule.tell(learner, trials, outcomes, {}, []);
  const before = siteMatrices(SITES, adapter);
  siteMatrices(SITES, update.adapter).forEach(({ a, b }, site) => {
    expect(b).toEqual(before[site]!.b);
    // Advantages ±1/2 and offsets ±ξ: the pair's traces add up to (x₁ + x₂)/2 ⊗ ξ.
    const x = site === 0 ? [1, 1, 0, 0] : [5, 0, 0];
    const push = trials[0]!.offset!.subarray(2 * site, 2 * site + 2);
    const expected = x.flatMap((value) => [...push].map((p) => value * p));
    const norm = Math.hypot(...expected);
    // Rate 0.1 · 0.5; half of the pairs differ, so the step is full; √size / √inputs = √rank.
    a.forEach((value, i) => expect(value).toBeCloseTo((0.05 * Math.SQRT2 * expected[i]!) / norm, 6));
  });
});

test('without exploration the trace is activity times activity, against the running baseline, by hand', async () => {
  const adapter = seedling('evolution', SITES, 2, random('test', 'correlation'));
  const rule = ruleOf('hebbian', { pairs: 1, rate: 0.1, shrink: 1, trace: 'correlation', weightDecay: 0.25 });
  const learner = learnerOf(adapter, { ...NO_MEMORY, baselines: { math: { n: 10, mean: 0.5 } } });
  const trials = rule.ask(learner, [task('math')]);
  expect(trials.map(({ offset, tapped }) => ({ offset, tapped }))).toEqual(
    [1, 2].map(() => ({ offset: null, tapped: true })),
  );
  const outcomes = [outcome(1), outcome(0.5)];
  outcomes[0]!.reading = readingOf(1, 2, 0, 0, 5, 0, 0);
  outcomes[1]!.reading = readingOf(7, 7, 7, 7, 7, 7, 7);
  const update = await rule.tell(learner, trials, outcomes, {}, []);
  // The second answer was worth just the baseline, so only the first one teaches.
  const before = siteMatrices(SITES, adapter);
  siteMatrices(SITES, update.adapter).forEach(({ site, a }, index) => {
    const x = index === 0 ? [1, 2, 0, 0] : [5, 0, 0];
    const own = before[index]!.a;
    const post = [0, 1].map((r) => x.reduce((sum, value, i) => sum + value * own[2 * i + r]!, 0));
    const trace = x.flatMap((value) => post.map((h) => value * h));
    const step = (0.1 * Math.sqrt(trace.length)) / (Math.hypot(...trace) * Math.sqrt(site.inputs));
    a.forEach((value, i) => expect(value).toBeCloseTo(0.75 * own[i]! + step * trace[i]!, 5));
  });
  // Means of 10 and then 11 earlier rewards.
  expect(update.memory.baselines['math']!.n).toBe(12);
  expect(update.memory.baselines['math']!.mean).toBeCloseTo((10 * 0.5 + 1 + 0.5) / 12, 12);
});

test('advantages are against the mean of the cell, over the deviation of all', () => {
  const adapter = { rank: 1, scale: 2, weights: new Float32Array(adapterLength(SITES, 1)) };
  const trials = ['math', 'word.count', 'math', 'word.count'].map((family) => trial(family, adapter));
  // Differences ½, 0, −½, 0: their root mean square is √⅛.
  const advantages = groupAdvantages(trials, [1, 7, 0, 7].map(outcome));
  expect(advantages.map((advantage) => advantage * Math.sqrt(1 / 8))).toEqual(
    [0.5, 0, -0.5, 0].map((d) => expect.closeTo(d, 12)),
  );
  // Where rewards differ by the length of answers only, the pull stays small.
  const lengths = groupAdvantages(trials, [-0.02, -0.1, -0.04, -0.1].map(outcome));
  expect(lengths).toEqual([0.1, 0, -0.1, 0].map((d) => expect.closeTo(d, 12)));
});

test('advantages can be against the mean of the answers to the same task', () => {
  const adapter = { rank: 1, scale: 2, weights: new Float32Array(adapterLength(SITES, 1)) };
  const asked = (id: string): Trial => ({ ...trial('math', adapter), task: { ...task('math'), id } });
  const trials = ['a', 'b', 'b', 'a'].map(asked);
  // The cell's mean is 2; the tasks' means are ½ and 3½, and differences to them all ½ but for their signs.
  const outcomes = [1, 3, 4, 0].map(outcome);
  expect(groupAdvantages(trials, outcomes, 'task')).toEqual([1, -1, 1, -1].map((d) => expect.closeTo(d, 12)));
  expect(groupAdvantages(trials, outcomes)[3]).toBeCloseTo(-2 / Math.sqrt(10 / 4), 12);
});

test('a change that is no number is dropped and counted, and nothing is written', () => {
  const adapter = { rank: 1, scale: 2, weights: Float32Array.from({ length: adapterLength(SITES, 1) }, (_, i) => i) };
  const change = new Float32Array(adapter.weights.length);
  change[3] = Infinity;
  const result = guarded({ adapter, memory: NO_MEMORY }, change, { trace: change });
  expect(result).toMatchObject({ dropped: 1, memory: { updates: 1, dropped: 1, trace: null } });
  expect(result.adapter).toBe(adapter);
});

test.each([NaN, Infinity])('a gradient with %s is dropped with its moments', async (bad) => {
  const adapter = seedling('backprop', SITES, 2, random('test', 'seedling'));
  const rule = ruleOf('backprop', { answers: 2 });
  const moments = {
    steps: 3,
    first: new Float32Array(adapter.weights.length),
    second: new Float32Array(adapter.weights.length),
  };
  const learner = learnerOf(adapter, { ...NO_MEMORY, moments });
  const trials = rule.ask(learner, [task('math'), task('math')]);
  const gradient = new Float32Array(adapter.weights.length).fill(0.1);
  gradient[5] = bad;
  const means = { gradients: async () => ({ loss: 2, gradient }) };
  const update = await rule.tell(learner, trials, [1, 0].map(outcome), means, []);
  expect(update.dropped).toBe(1);
  expect(update.adapter).toBe(adapter);
  expect(update.memory).toMatchObject({ updates: 1, dropped: 1 });
  expect(update.memory.moments).toBe(moments);
});

test('memory comes back from its file bit for bit, and forgets what belongs to another size', () => {
  const floats = (key: number) => Float32Array.from({ length: 7 }, (_, i) => random('test', key, i).normal());
  const memory: Memory = {
    updates: 4,
    dropped: 1,
    moments: { steps: 3, first: floats(1), second: floats(2) },
    trace: floats(3),
    baselines: { math: { n: 3, mean: 1 / 3 } },
  };
  expect(readMemory(writeMemory(memory))).toEqual(memory);
  expect(readMemory(writeMemory(NO_MEMORY))).toEqual(NO_MEMORY);
  expect(fittingMemory(memory, 7)).toEqual(memory);
  expect(fittingMemory(memory, 8)).toEqual({ ...memory, moments: null, trace: null });
  const broken = writeMemory({ ...memory, updates: -1 });
  expect(() => readMemory(broken)).toThrow(LabError);
});

test('settings out of range are refused with their name', () => {
  expect(readSettings('backprop').learningRate).toBe(3e-3);
  for (const learningRate of [0, -1, 5, NaN, Infinity])
    expect(() => readSettings('backprop', { learningRate })).toThrow(/learningRate/);
  expect(() => ruleOf('evolution', { pears: 3 })).toThrow(LabError);
});

test('every seedling leaves the host as it is: one of its two factors is zero', () => {
  for (const rule of ['evolution', 'hebbian', 'backprop', 'supervised'] as const)
    for (const { a, b } of siteMatrices(SITES, seedling(rule, SITES, 3, random('test', rule)))) {
      const zero = (values: Float32Array) => values.every((value) => value === 0);
      expect([zero(a), zero(b)].sort()).toEqual([false, true]);
    }
});
