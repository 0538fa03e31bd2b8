/** Holm's p-values against R's `p.adjust(p, method = "holm")`, and what they promise. */
import { expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { holm } from '../../src/core/holm.ts';

it.each([
  [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.05, 0.08, 0.09, 0.09, 0.09],
  ],
  [
    [0.04, 0.001, 0.3, 0.02],
    [0.08, 0.004, 0.3, 0.06],
  ],
  [
    [0.6, 0.7, 0.5],
    [1, 1, 1],
  ],
  [
    [0.02, 0.02],
    [0.04, 0.04],
  ],
  [[0.03], [0.03]],
  [[], []],
])('of %j are %j', (ps, expected) => {
  const found = holm(ps);
  expect(found).toHaveLength(expected.length);
  found.forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 12));
});

it('reject what the step-down procedure rejects', () => {
  for (let nth = 0; nth < 200; nth++) {
    const source = random('holm', nth);
    const ps = Array.from({ length: 1 + (nth % 6) }, () => source.uniform() ** 3);
    const sorted = [...ps].sort((a, b) => a - b);
    const stops = sorted.findIndex((p, rank) => p * (sorted.length - rank) > 0.05);
    const rejected = new Set(stops < 0 ? sorted : sorted.slice(0, stops));
    expect(holm(ps).map((p) => p <= 0.05)).toEqual(ps.map((p) => rejected.has(p)));
  }
});
