/** What a turn keeps of weights. */
import { expect, it } from 'vitest';
import { turnOf } from '../../support/turns.ts';

it('keeps one change under one hash, whatever the signs of its zeros', () => {
  const turn = turnOf();
  const [{ rank, scale, weights }] = [...turn.adapters.values()] as [
    { rank: number; scale: number; weights: Float32Array },
  ];
  const plus = turn.keepAdapter({ rank, scale, weights: weights.with(0, 0) });
  const minus = turn.keepAdapter({ rank, scale, weights: weights.with(0, -0) });
  expect(minus).toBe(plus);
  expect(Object.is(turn.adapters.get(minus)!.weights[0], 0)).toBe(true);
});
