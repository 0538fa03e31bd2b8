import { expect, it } from 'vitest';
import { settledRate, steadyRate, steadyRateOf } from '../../../src/organelles/plasticity/steadiness.ts';

it('is the spread of the answers against the widest there is, and never under the least', () => {
  expect(steadyRate(0.5, 0.3)).toBe(1);
  expect(steadyRate(0.1, 0.3)).toBeCloseTo(0.6, 12);
  expect(steadyRate(0.9, 0.3)).toBeCloseTo(0.6, 12);
  expect([steadyRate(0, 0.3), steadyRate(1, 0.3)]).toEqual([0.3, 0.3]);
  expect(steadyRate(0.9, 1)).toBe(1);
});

it('goes by the answers themselves, and keeps the rate where there are none', () => {
  const answers = [true, true, true, false].map((solved) => ({ solved }));
  expect(steadyRateOf(answers, 0.3)).toBe(steadyRate(0.75, 0.3));
  expect(steadyRateOf([], 0.3)).toBe(1);
});

it('falls with the updates that were made, and halves after as many as are named', () => {
  expect([0, 10, 20, 90].map((updates) => settledRate(updates, 10))).toEqual([1, 1 / 2, 1 / 3, 1 / 10]);
  expect(settledRate(90, 0)).toBe(1);
});
