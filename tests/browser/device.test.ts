/**
 * What is ours on a graphics device, through the software adapter: tokens chosen there are those of the same distribution,
 * caches moved there are the same bits, and rows wear what they would wear without a bank.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import type * as deviceFunctions from './bench-page/functions/device.ts';
import { openBench, type Bench, type InWorker } from './worker-functions.ts';

let bench: Bench;
let device: InWorker<typeof deviceFunctions>;

beforeAll(async () => {
  bench = await openBench({ webgpu: true });
  device = bench.functions<typeof deviceFunctions>('device');
});
afterAll(async () => bench?.close());

const [DRAWS, EVEN] = [4000, 400];
const draw = random('tests', 'choice');
/** More tokens than a workgroup has lanes, some of equal weight. */
const LOGITS = Array.from({ length: 150 }, (_, i) => Math.round(8 * draw.normal()) / 4 - (i % 7 === 0 ? 2 : 0));

/** Probabilities of all tokens, by definition: softmax, cut after the token that reaches the share. */
function probabilities(logits: readonly number[], temperature: number, topP: number): number[] {
  const most = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - most) / temperature));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const order = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b);
  const kept = new Set<number>();
  let sum = 0;
  for (const token of order) {
    if (sum >= topP * all) break;
    kept.add(token);
    sum += weights[token]!;
  }
  return weights.map((weight, token) => (kept.has(token) ? weight / sum : 0));
}

describe('the choice of tokens', () => {
  it('is the largest logit at temperature 0, the first of equals', async () => {
    const greedy = { temperature: 0, topP: 1, draw: 0.9 };
    for (const logits of [LOGITS, [1, 3, 3, 2], [-5, -2, -2.5], LOGITS.map((logit) => logit - 50)]) {
      const best = logits.indexOf(Math.max(...logits));
      expect(await device.chooseTokens(logits, [greedy, greedy])).toEqual([best, best]);
      expect(await device.chooseTokens(logits, [greedy, greedy], true)).toEqual([best, best]);
    }
    expect(await device.chooseTokens([NaN, 1, NaN, 2], [greedy])).toEqual([3]);
  });

  it.each([
    { temperature: 1, topP: 1 },
    { temperature: 0.7, topP: 0.9 },
    { temperature: 1.3, topP: 0.5 },
    { temperature: 0.2, topP: 0.05 },
    { temperature: 50, topP: 0.5 },
  ])('follows the distribution of %o', async ({ temperature, topP }) => {
    // Draws that lie evenly give each token its share of them, but for one at either end of each of its stretches.
    const choices = Array.from({ length: EVEN }, (_, i) => ({ temperature, topP, draw: (i + 0.5) / EVEN }));
    const counts = new Array<number>(LOGITS.length).fill(0);
    for (const token of await device.chooseTokens(LOGITS, choices)) counts[token]! += 1;
    const expected = probabilities(LOGITS, temperature, topP);
    const off = counts.map((count, token) => Math.abs(count - EVEN * expected[token]!));
    expect(Math.max(...off)).toBeLessThan(1.1);
    expect(counts.every((count, token) => count === 0 || expected[token]! > 0)).toBe(true);
  });

  it('follows it with keyed draws, by a test of 4,000', async () => {
    const stream = random('tests', 'draws');
    const logits = [0, 1, 2, -1, 0.5, 1.5, -3, 2.5];
    const choices = Array.from({ length: DRAWS }, () => ({ temperature: 0.8, topP: 0.95, draw: stream.uniform() }));
    const counts = new Array<number>(logits.length).fill(0);
    for (const token of await device.chooseTokens(logits, choices)) counts[token]! += 1;
    const expected = probabilities(logits, 0.8, 0.95);
    const square = counts.reduce((sum, count, token) => {
      const wanted = DRAWS * expected[token]!;
      return wanted === 0 ? sum + (count === 0 ? 0 : Infinity) : sum + (count - wanted) ** 2 / wanted;
    }, 0);
    expect(square).toBeLessThan(20.5); // chi-squared with at most 5 degrees of freedom passes this once in a thousand
  });

  it('never lies behind the last token', async () => {
    const ends = [0, 1 - 2 ** -53, 0.99999999].map((one) => ({ temperature: 1, topP: 1, draw: one }));
    expect(await device.chooseTokens([0, 0, 0], ends)).toEqual([0, 2, 2]);
  });
});

describe.each(['left', 'right'] as const)('caches padded on the %s', (side) => {
  it.each([
    { rowShape: [2, 0, 4], tokenAxis: 1, type: 'float32' as const },
    { rowShape: [0, 3], tokenAxis: 0, type: 'float32' as const },
    { rowShape: [3, 5], tokenAxis: null, type: 'float32' as const },
    { rowShape: [2, 0, 6], tokenAxis: 1, type: 'float16' as const },
  ])('are kept and joined there as here: %o', async (layout) => {
    const { kept, joined, left } = await device.moveCaches(layout, side);
    expect(kept[0]).toEqual(kept[1]);
    expect(joined[0]).toEqual(joined[1]);
    expect(new Set(kept[0]).size).toBeGreaterThan(5);
    expect(left).toBe(0);
  });
});

describe('the bank of adapters', () => {
  const ranks = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));

  it('gives rows what they wear, however many come and go', async () => {
    const batches = [[0, 1, -1, 0], [1, 2], [...ranks.keys()], [-1], [39, 0, 5, 5, 7], [0, 3]];
    const { differences, missing, left } = await device.wearBatches(batches, ranks, 3);
    expect(differences).toEqual([0, 0]);
    expect(missing).toBe(0);
    expect(left).toBe(0);
  });

  it('takes larger ranks when they come, and what was changed in place', async () => {
    const { differences, missing } = await device.wearBatches(
      [
        [0, 1],
        [2, 0],
        [0, 1],
        [0, 1, 2],
      ],
      [2, 4, 9],
      0,
    );
    expect(differences).toEqual([0, 0]);
    expect(missing).toBe(0);
  });
});

it('rows are folded there as here, whichever fade', async () => {
  const steps = [
    { rows: 4, folds: [0, 1, 2, 3].map((row) => ({ kept: 3 - row, keep: 0.5, row, rows: 1 })) },
    { rows: 3, folds: [{ kept: 1, keep: 0.9, row: 0, rows: 3 }] },
    { rows: 2, folds: [2, 0].map((kept, row) => ({ kept, keep: 0.25 * (row + 1), row, rows: 1 })) },
  ];
  const { there, here } = await device.foldRows(steps, { kept: 4, width: 150, middle: 97 });
  expect(Math.max(...here.map(Math.abs))).toBeGreaterThan(1);
  here.forEach((value, i) => expect(Math.abs(there[i]! - value)).toBeLessThan(1e-5));
});

it('has no trouble to report', () => {
  expect(bench.troubles).toEqual([]);
});
