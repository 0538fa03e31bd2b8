/** Who goes where: the shares of choices against hand-computed softmaxes, and what is learned and inherited. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { newCells } from '../../src/economy/cells.ts';
import {
  chooseCell,
  controllerScores,
  foragingScores,
  inheritedNiches,
  choiceShares,
  withEpisode,
  type Niches,
} from '../../src/economy/controller.ts';

const ALL = ['a', 'b', 'c', 'd'].map((family) => ({ family, depth: 'short' as const }));
const cells = newCells(['a/short', 'b/short', 'c/short'], ALL, 0.5).map((cell, i) => ({
  ...cell,
  attempts: 3,
  progressEma: [0.05, 0, 0][i] ?? 1,
}));
const traits = { beta: 2, decay: 0.25, explorationBonus: 0 };
const niches: Niches = {
  'a/short': { value: 1, count: 3 },
  'b/short': { value: 0.5, count: 0 },
  'd/short': { value: 9, count: 0 },
};

function sharesOf(lpMix: number, draws = 6000) {
  const counts: Record<string, number> = {};
  for (let i = 0; i < draws; i++) {
    const { cell, choice } = chooseCell(cells, niches, traits, { lpMix, curiosity: 0 }, random('choose', lpMix, i));
    for (const key of [cell, choice]) counts[key] = (counts[key] ?? 0) + 1 / draws;
  }
  return counts;
}

describe('chooseCell', () => {
  it('forages by the softmax of learned values, never into a closed cell', () => {
    const shares = sharesOf(0);
    const sum = Math.exp(2) + Math.exp(1) + 1;
    expect(shares['a/short']).toBeCloseTo(Math.exp(2) / sum, 1.5);
    expect(shares['b/short']).toBeCloseTo(Math.exp(1) / sum, 1.5);
    expect(shares['c/short']).toBeCloseTo(1 / sum, 1.5);
    expect(shares).toMatchObject({ foraging: expect.closeTo(1, 9) });
    expect(shares['d/short']).toBeUndefined();
  });

  it('follows learning progress when the controller chooses', () => {
    const shares = sharesOf(1);
    const sum = Math.exp(20 * 0.05) + 2;
    expect(shares['a/short']).toBeCloseTo(Math.exp(1) / sum, 1.5);
    expect(shares['controller']).toBeCloseTo(1, 9);
  });

  it('leaves the stated share to the controller', () => {
    expect(sharesOf(0.3)['controller']).toBeCloseTo(0.3, 1.5);
  });

  it('refuses a world without open cells', () => {
    expect(() => chooseCell([], {}, traits, { lpMix: 0, curiosity: 0 }, random(1))).toThrow(RangeError);
  });
});

describe('scores', () => {
  it('are progress plus curiosity for the controller', () => {
    // 0.05 + 0.4 ÷ √4
    expect(controllerScores(cells, 0.4)[0]).toBeCloseTo(0.25, 12);
  });

  it('are value plus an upper-confidence bonus for the forager', () => {
    const [a, b, c] = foragingScores(cells, niches, { ...traits, explorationBonus: 0.5 });
    expect(a).toBeCloseTo(1 + 0.5 * Math.sqrt(Math.log(4) / 4), 12);
    expect(b).toBeCloseTo(0.5 + 0.5 * Math.sqrt(Math.log(4)), 12);
    expect(c).toBeCloseTo(0.5 * Math.sqrt(Math.log(4)), 12);
  });

  it('survive extremes', () => {
    expect(choiceShares([1e6, 0, -1e6], 20)).toEqual([1, 0, 0]);
    expect(choiceShares([0, 0], 3)).toEqual([0.5, 0.5]);
  });
});

describe('niches', () => {
  it('move towards what an episode earned by the weight of decay', () => {
    const after = withEpisode(withEpisode({}, 'a/short', 2, 0.25), 'a/short', -1, 0.25);
    // 0 → 0.5 → 0.5 − 0.375
    expect(after).toEqual({ 'a/short': { value: 0.125, count: 2 } });
  });

  it('are inherited without counts and not shared with the parent', () => {
    const child = inheritedNiches(niches);
    expect(child['a/short']).toEqual({ value: 1, count: 0 });
    expect(niches['a/short']).toEqual({ value: 1, count: 3 });
  });
});
