/** Cholesky factors against numpy (golden/routing, written by make.py beside it). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { choleskyFactor, solveLower, triangleLength } from '../../src/core/cholesky.ts';

const { factors } = JSON.parse(readFileSync(new URL('../golden/routing/bandit.json', import.meta.url), 'utf8')) as {
  factors: { size: number; matrix: number[]; factor: number[]; b: number[]; solution: number[] }[];
};
const near = (found: ArrayLike<number>, expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
};

describe('a packed factor', () => {
  it('by hand', () => {
    // [[4, 2], [2, 5]] = LLᵀ with L = [[2, 0], [1, 2]]; Lz = (2, 5) gives z = (1, 2)
    expect([...choleskyFactor([4, 2, 5], 2)]).toEqual([2, 1, 2]);
    expect([...solveLower(Float64Array.of(2, 1, 2), [2, 5])]).toEqual([1, 2]);
    expect([1, 2, 3].map(triangleLength)).toEqual([1, 3, 6]);
  });

  it.each(factors)('of size $size agrees with numpy', ({ size, matrix, factor, b, solution }) => {
    const found = choleskyFactor(matrix, size);
    near(found, factor);
    near(solveLower(found, b), solution);
  });

  it('refuses what is not positive definite, and other sizes', () => {
    expect(() => choleskyFactor([1, 2, 1], 2)).toThrow(RangeError);
    expect(() => choleskyFactor([NaN], 1)).toThrow(RangeError);
    expect(() => choleskyFactor([1, 0], 2)).toThrow(RangeError);
  });
});
