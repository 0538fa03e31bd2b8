/** Random small matrices, and what tests ask of matrices. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { matrix, multiply, multiplyTransposed, type Matrix } from '../../src/core/linear-algebra.ts';
import { random } from '../../src/base/random.ts';

/** A matrix of normal numbers that belongs to a key. */
export function normalMatrix(rows: number, columns: number, ...key: (string | number)[]): Matrix {
  const source = random('matrix', ...key);
  return matrix(
    rows,
    columns,
    Array.from({ length: rows * columns }, () => source.normal()),
  );
}

const side = fc.integer({ min: 1, max: 9 });

/** Any shape to 9 × 9; small whole numbers, so that columns are often zero, equal or dependent, or normal numbers of any rank. */
export const anyMatrix: fc.Arbitrary<Matrix> = fc.oneof(
  fc
    .tuple(side, side)
    .chain(([rows, columns]) =>
      fc
        .array(fc.integer({ min: -2, max: 2 }), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => matrix(rows, columns, values)),
    ),
  fc
    .tuple(side, side, side, fc.nat())
    .map(([rows, rank, columns, key]) =>
      multiply(normalMatrix(rows, rank, 'left', key), normalMatrix(rank, columns, 'right', key)),
    ),
);

/** Every entry within an absolute distance. */
export function expectClose(
  found: Matrix | { values: ArrayLike<number> },
  expected: ArrayLike<number>,
  within: number,
): void {
  expect(found.values.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(
      Math.abs(found.values[i]! - expected[i]!),
      `entry ${i}: ${found.values[i]}, not ${expected[i]}`,
    ).toBeLessThanOrEqual(within);
  }
}

/** The first `count` columns are orthonormal, and the rest are zero. */
export function expectOrthonormal(q: Matrix, count = q.columns): void {
  const products = multiplyTransposed(q, q);
  const identity = products.values.map((_, at) => {
    const [i, j] = [Math.floor(at / q.columns), at % q.columns];
    return i === j && i < count ? 1 : 0;
  });
  expectClose(products, identity, 1e-12);
}
