/** The bandit's posteriors, by hand and against numpy (golden/routing, written by make.py beside it), and its regret. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import type { Arm } from '../../src/routing/arm.ts';
import {
  banditStateSchema,
  chooseArm,
  emptyBandit,
  expectationOf,
  NOISE,
  pruned,
  withReward,
  type BanditState,
} from '../../src/routing/bandit.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/routing/bandit.json', import.meta.url), 'utf8')) as {
  contexts: number[][];
  rewards: number[];
  asked: number[][];
  steps: { n: number; means: number[]; variances: number[] }[];
};

const arm = (organelle: number, quality = 0, n = 8): Arm => ({
  family: 'math',
  depth: 'short',
  organelle,
  weights: String(organelle).repeat(64),
  quality,
  n,
});
const [one, two, three] = [arm(1), arm(2), arm(3)] as const;
const learnt = (rewards: [Arm, number[], number][], dimension = 2): BanditState =>
  rewards.reduce((state, [of, context, reward]) => withReward(state, of, context, reward), emptyBandit(dimension));

describe('the posterior', () => {
  it('by hand', () => {
    // Precision I + (1, 1)(1, 1)ᵀ·2 = [[3, 2], [2, 3]], b = (1, 1)·(1 + 0) = (1, 1); mean = (0.2, 0.2)
    const state = learnt([
      [one, [1, 1], 1],
      [one, [1, 1], 0],
    ]);
    expect(state.arms[one.weights]).toEqual({ precision: [3, 2, 3], b: [1, 1], n: 2 });
    // The inverse is [[3, −2], [−2, 3]] ÷ 5.
    const along = expectationOf(state, one.weights, [1, 1]);
    expect(along.mean).toBeCloseTo(0.4, 14);
    expect(along.variance).toBeCloseTo((NOISE ** 2 * 2) / 5, 14);
    const across = expectationOf(state, one.weights, [1, -1]);
    expect(across.mean).toBeCloseTo(0, 14);
    expect(across.variance).toBeCloseTo(NOISE ** 2 * 2, 14);
  });

  it('agrees with numpy', () => {
    for (const { n, means, variances } of golden.steps) {
      const rewards = golden.contexts.slice(0, n).map((x, i): [Arm, number[], number] => [one, x, golden.rewards[i]!]);
      const state = learnt(rewards, 5);
      golden.asked.forEach((context, i) => {
        const { mean, variance } = expectationOf(state, one.weights, context);
        expect(mean).toBeCloseTo(means[i]!, 11);
        expect(variance).toBeCloseTo(variances[i]!, 11);
      });
    }
  });

  it('of an unknown adapter is the prior', () => {
    const state = learnt([[one, [1, 1], 1]]);
    expect(expectationOf(state, two.weights, [3, 4])).toEqual({ mean: 0, variance: NOISE ** 2 * 25 });
  });
});

describe('a choice', () => {
  const context = [0.6, 1];

  it('by expectation takes the highest', () => {
    const state = learnt([
      [one, context, 0.2],
      [two, context, 0.9],
      [three, context, 0.5],
    ]);
    expect(chooseArm(state, [one, two, three], context, null)).toBe(two);
    expect(chooseArm(state, [one, three], context, null)).toBe(three);
    expect(chooseArm(state, [], context, null)).toBeNull();
  });

  it('tells contexts apart', () => {
    const [left, right] = [
      [-1, 1],
      [1, 1],
    ];
    const state = learnt([
      [one, left, 1],
      [one, right, 0],
      [two, left, 0],
      [two, right, 1],
    ]);
    expect(chooseArm(state, [one, two], left, null)).toBe(one);
    expect(chooseArm(state, [one, two], right, null)).toBe(two);
  });

  it('breaks ties by quality, then episodes, then age, and returns an adapter’s best arm', () => {
    const state = emptyBandit(2);
    const choose = (...arms: Arm[]) => [arms, arms.toReversed()].map((some) => chooseArm(state, some, context, null));
    expect(choose(arm(1, 0.1), arm(2, 0.3))).toEqual([arm(2, 0.3), arm(2, 0.3)]);
    expect(choose(arm(1, 0.3, 8), arm(2, 0.3, 9))).toEqual([arm(2, 0.3, 9), arm(2, 0.3, 9)]);
    expect(choose(arm(2, 0.3), arm(1, 0.3))).toEqual([arm(1, 0.3), arm(1, 0.3)]);
    const long = { ...arm(1, 0.7), depth: 'long' };
    expect(chooseArm(withReward(state, one, context, 1), [arm(1, 0.2), long, arm(2, 2)], context, null)).toBe(long);
  });

  it('depends on its key and not on the order of the arms', () => {
    const state = learnt([
      [one, context, 0.5],
      [two, context, 0.5],
    ]);
    const choices = (arms: Arm[]) =>
      Array.from({ length: 60 }, (_, i) => chooseArm(state, arms, context, ['seed', i])!.organelle);
    const chosen = choices([one, two, three]);
    expect(choices([one, two, three])).toEqual(chosen);
    expect(choices([three, two, one])).toEqual(chosen);
    expect(new Set(chosen)).toEqual(new Set([1, 2, 3]));
    // Another arm beside them changes nothing among those who stay, where it is not chosen itself.
    choices([one, two]).forEach((organelle, i) => chosen[i] !== 3 && expect(organelle).toBe(chosen[i]));
  });

  it('samples the posterior', () => {
    // Two adapters of the same variance v: the better one, by m, is chosen with probability Φ(m ÷ √(2v)).
    const state = learnt([
      [one, [1, 0], 0.2],
      [two, [1, 0], 0.8],
    ]);
    // Means 0.1 and 0.4, variances 0.03125: Φ(0.3 ÷ 0.25) = 0.8849
    const draws = 4000;
    const chosen = Array.from({ length: draws }, (_, i) => chooseArm(state, [one, two], [1, 0], ['sample', i]));
    const share = chosen.filter((choice) => choice === two).length / draws;
    expect(Math.abs(share - 0.8849)).toBeLessThan(4 * Math.sqrt((0.8849 * 0.1151) / draws));
  });
});

describe('the state', () => {
  it('is plain data that its schema knows', () => {
    const state = learnt([[one, [1, 2], 0.25]]);
    expect(banditStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(banditStateSchema.safeParse({ ...state, dimension: 3 }).success).toBe(false);
  });

  it('is not changed by a reward', () => {
    const state = learnt([[one, [1, 2], 0.25]]);
    const before = structuredClone(state);
    withReward(state, one, [1, 0], 1);
    expect(state).toEqual(before);
  });

  it('forgets adapters that no arm holds', () => {
    const state = learnt([
      [one, [1, 0], 1],
      [two, [1, 0], 1],
    ]);
    expect(Object.keys(pruned(state, [two, three]).arms)).toEqual([two.weights]);
  });

  it('refuses what is no context and no reward', () => {
    const state = emptyBandit(2);
    expect(() => emptyBandit(0)).toThrow(RangeError);
    expect(() => withReward(state, one, [1], 1)).toThrow(RangeError);
    expect(() => withReward(state, one, [1, NaN], 1)).toThrow(RangeError);
    expect(() => withReward(state, one, [1, 1], Infinity)).toThrow(RangeError);
    expect(() => chooseArm(state, [one], [1, 1, 1], null)).toThrow(RangeError);
  });
});

/**
 * Six adapters whose true shares of solved tasks are linear in a context of eight directions and a constant. Returns what
 * is lost against knowing them: by the bandit, by random choice, and by the best single adapter.
 */
function regrets(seed: number, rounds: number) {
  const world = random('regret', seed);
  const truths = Array.from({ length: 6 }, () => [...Array.from({ length: 8 }, () => 0.4 * world.normal()), 0.45]);
  const arms = truths.map((_, i) => arm(i + 1));
  const lost = { bandit: 0, random: 0, each: truths.map(() => 0) };
  let state = emptyBandit(9);
  for (let round = 0; round < rounds; round++) {
    const source = random('regret', seed, round);
    const direction = Array.from({ length: 8 }, () => source.normal());
    const context = [...direction.map((value) => value / Math.hypot(...direction)), 1];
    const shares = truths.map((truth) =>
      Math.min(
        1,
        Math.max(
          0,
          truth.reduce((sum, value, i) => sum + value * context[i]!, 0),
        ),
      ),
    );
    const most = Math.max(...shares);
    const chosen = chooseArm(state, arms, context, ['regret', seed, round])!;
    const share = shares[chosen.organelle - 1]!;
    state = withReward(state, chosen, context, source.uniform() < share ? 1 : 0);
    lost.bandit += most - share;
    shares.forEach((one, i) => {
      lost.random += (most - one) / shares.length;
      lost.each[i]! += most - one;
    });
  }
  return { ...lost, single: Math.min(...lost.each) };
}

describe('regret', () => {
  it.each([1, 2, 3])('is far below that of random choice and of any single adapter (seed %d)', (seed) => {
    const { bandit, random: blind, single } = regrets(seed, 800);
    expect(bandit).toBeLessThan(0.4 * blind);
    expect(bandit).toBeLessThan(0.4 * single);
  });

  it('grows ever more slowly', () => {
    const [half, whole] = [regrets(1, 600).bandit, regrets(1, 1200).bandit];
    expect(whole - half).toBeLessThan(0.7 * half);
  });
});
