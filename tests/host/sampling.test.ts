/** The choice of a token: greedy, softmax, nucleus, and where prompts are cut into runs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { cutPrefill } from '../../src/host/decode/cut.ts';
import { greedy, sample } from '../../src/host/decode/sampling.ts';

const logits = Float32Array.from([1, 3, 2, 3, -50]);

test('greedy takes the first of the largest', () => {
  expect(greedy(logits)).toBe(1);
  expect(sample(logits, 0, 0.5, random('unused'))).toBe(1);
  expect(greedy(Float32Array.from([NaN, 1]))).toBe(1);
});

test('temperature 1 draws with softmax probabilities', () => {
  const counts = new Array<number>(5).fill(0);
  const draw = random('softmax');
  for (let i = 0; i < 20000; i++) counts[sample(logits, 1, 1, draw)]! += 1;
  const weights = [...logits].map(Math.exp);
  const total = weights.reduce((a, b) => a + b);
  weights.forEach((weight, i) => expect(counts[i]! / 20000).toBeCloseTo(weight / total, 1.9));
});

test('the nucleus is the smallest set that reaches top-p', () => {
  const draw = random('nucleus');
  // Probabilities of 1, 3, 2, 3: 0.054, 0.399, 0.147, 0.399.
  const seen = (topP: number): Set<number> =>
    new Set(Array.from({ length: 3000 }, () => sample(logits, 1, topP, draw)));
  expect(seen(0.3)).toEqual(new Set([1]));
  expect(seen(0.7)).toEqual(new Set([1, 3]));
  expect(seen(0.9)).toEqual(new Set([1, 2, 3]));
});

test('one draw per token, whatever the temperature', () => {
  const [a, b] = [random('count'), random('count')];
  sample(logits, 0.3, 0.9, a);
  b.uniform();
  expect(a.bits()).toBe(b.bits());
});

describe('the cut of a prefill', () => {
  test('keeps equal prompts together and separates unlike ones', () => {
    expect(cutPrefill([40, 40, 40])).toEqual([[0, 3]]);
    expect(cutPrefill([10, 10, 10, 90, 90])).toEqual([
      [0, 3],
      [3, 5],
    ]);
    expect(cutPrefill([])).toEqual([]);
  });

  test('leaves no row alone where rows are not to be', () => {
    expect(cutPrefill([10, 90])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(cutPrefill([10, 90], 2)).toEqual([[0, 2]]);
    expect(cutPrefill([10, 10, 10, 90], 2)).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(cutPrefill([10], 2)).toEqual([[0, 1]]);
  });

  test('covers every row once and never costs more than one run', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }), (unordered) => {
        const lengths = unordered.sort((a, b) => a - b);
        const runs = cutPrefill(lengths);
        expect(runs.flatMap(([from, to]) => lengths.slice(from, to))).toEqual(lengths);
        const cost = runs.reduce((sum, [from, to]) => sum + 12 + (to - from) * lengths[to - 1]!, 0);
        expect(cost).toBeLessThanOrEqual(12 + lengths.length * lengths.at(-1)!);
      }),
    );
  });
});
