/** Gold answers as a rival: its rate follows the schedule, and it is given as much of what it is matched on, not more. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Rival, type RivalOptions } from '../../../src/evaluation/rivals/rival.ts';
import { scheduledRate } from '../../../src/evaluation/rivals/schedule.ts';
import { readRivalState, writeRivalState } from '../../../src/evaluation/rivals/state.ts';
import { settings as goldRule } from '../../../src/organelles/plasticity/declarations/supervised.ts';
import { drawTask } from '../../../src/tasks/pools.ts';
import { rivalRandom } from '../../../src/evaluation/rivals/purposes.ts';
import { trainableHost } from './trainable-host.ts';

const WORLD = { cells: { opening: ['list.sort/short', 'math/short'] }, heredity: { rank: 2 } };
const config = configSchema.parse(WORLD);

function begin(change: Partial<RivalOptions>, settings: RivalOptions['settings'] = {}): Rival {
  const options = { name: 'supervised' as const, host: trainableHost({ gradientOf: uphill }), config, seed: '1' };
  return Rival.begin({ ...options, settings: { trials: 4, ...settings }, ...change });
}

/** The same gradient for every row: after any number of such steps Adam moves each weight by the rate itself. */
const uphill = ({ adapter }: { adapter: { weights: Float32Array } }) => ({
  loss: 1,
  gradient: adapter.weights.map(() => 1),
});

/** A clock that goes on by so many ms whenever it is read. */
function ticking(ms: number): () => number {
  let now = 5;
  return () => {
    now += ms;
    return now;
  };
}

/** How far a weight moves in each round. */
async function steps(rival: Rival, most: number): Promise<number[]> {
  const moved: number[] = [];
  while (!rival.ended && moved.length < most) {
    const before = rival.toState().pupils[0]!.adapter.weights[0]!;
    await rival.advance();
    moved.push(before - rival.toState().pupils[0]!.adapter.weights[0]!);
  }
  return moved;
}

it('rises in a line, falls along half a cosine, and stays where that ends', () => {
  const at = (progress: number) => scheduledRate(progress, { warmUp: 0.2, lastRate: 0.01 });
  expect([0, 0.1, 0.2].map(at)).toEqual([0.1, 0.55, 1].map((rate) => expect.closeTo(rate, 12)));
  // cos 60° and cos 90° and cos 120° on the way from 1 to 0.01
  expect([0.2 + 0.8 / 3, 0.6, 0.2 + 1.6 / 3, 1, 7].map(at)).toEqual(
    [0.7525, 0.505, 0.2575, 0.01, 0.01].map((rate) => expect.closeTo(rate, 12)),
  );
  expect(scheduledRate(0, { warmUp: 0, lastRate: 0.5 })).toBe(1);
  expect([0.3, 0.9].map((progress) => scheduledRate(progress, { warmUp: 0.2, lastRate: 1 }))).toEqual([1, 1]);
});

const BUDGET = 2e6;

it('moves its weights at the scheduled rate, update by update', async () => {
  const rival = begin({ budget: BUDGET }, { rate: 0.5, warmUp: 0.3, lastRate: 0.2 });
  const progress: number[] = [];
  const moved: number[] = [];
  while (!rival.ended) {
    progress.push((rival.spent['learn'] ?? 0) / BUDGET);
    moved.push(...(await steps(rival, 1)));
  }
  expect(moved.length).toBeGreaterThan(8);
  const full = 0.5 * goldRule.parse({}).learningRate;
  // 1e-7: weights are single precision
  moved.forEach((step, i) =>
    expect(Math.abs(step - full * scheduledRate(progress[i]!, { warmUp: 0.3, lastRate: 0.2 }))).toBeLessThan(1e-7),
  );
});

it('trains on the shortest right answers of tasks of the train pool, in equal shares', async () => {
  const host = trainableHost();
  await begin({ host, budget: 1e6 }).advance();
  const texts = host.asked.trained.map(({ tokens }) => String.fromCodePoint(...tokens));
  const expected = config.cells.opening.flatMap((name) => {
    const [family, depth] = name.split('/') as [string, 'short'];
    const draw = rivalRandom('1', 'rival-lesson', 0, name);
    return Array.from({ length: 4 }, () => {
      const { prompt, target } = drawTask({ family, depth }, 'train', draw);
      return prompt + (typeof target === 'string' ? target : JSON.stringify(target));
    });
  });
  const plain = (text: string) => text.replaceAll(/[[\] "]/g, '');
  expect(texts.map(plain).sort()).toEqual(expected.map(plain).sort());
});

it('ends when what it is matched on is used up', async () => {
  const byFlops = begin({ budget: 1e6 });
  await steps(byFlops, 100);
  expect(byFlops.spent['learn']).toBeGreaterThanOrEqual(1e6);
  expect(byFlops.spent['learn']).toBeLessThan(1.3e6);

  const byTokens = begin({}, { match: 'tokens', budget: 3000 });
  await steps(byTokens, 100);
  const { trainedTokens } = byTokens.toState();
  expect(trainedTokens).toBeGreaterThanOrEqual(3000);
  expect(trainedTokens * 300).toBe(byTokens.spent['learn']); // what a token costs on this host

  const byTime = begin({ clock: ticking(10) }, { match: 'ms', budget: 100 });
  expect((await steps(byTime, 100)).length).toBe(10);
});

it('goes on with its schedule from where it was stopped', async () => {
  const settings = { match: 'ms' as const, budget: 100, trials: 4 };
  const whole = begin({ clock: ticking(7) }, settings);
  await steps(whole, 6);
  const stopped = begin({ clock: ticking(7) }, settings);
  await steps(stopped, 3);
  const options = { name: 'supervised' as const, host: trainableHost({ gradientOf: uphill }), config, seed: '1' };
  const kept = readRivalState(writeRivalState(stopped.toState()));
  const resumed = Rival.fromState({ ...options, settings, clock: ticking(7) }, kept);
  await steps(resumed, 3);
  expect(resumed.toState()).toEqual(whole.toState());
});

it('needs a budget, and a clock where time is matched', () => {
  expect(() => begin({})).toThrow(/budget/);
  expect(() => begin({ budget: 1e6 }, { match: 'tokens' })).toThrow(/budget/);
  expect(() => begin({}, { match: 'ms', budget: 10 })).toThrow(/clock/);
});
