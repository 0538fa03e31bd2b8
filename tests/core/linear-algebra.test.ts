/** Products and QR by what defines them: entries by hand, orthogonality, reconstruction. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstColumns,
  matrix,
  multiply,
  multiplyTransposed,
  norm,
  thinQr,
  transposeOf,
  type Matrix,
} from '../../src/core/linear-algebra.ts';
import { anyMatrix, expectClose, expectOrthonormal } from './matrices.ts';

describe('products', () => {
  const a = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
  const b = matrix(3, 2, [7, 8, 9, 10, 11, 12]);

  it('are those on paper', () => {
    expect(multiply(a, b)).toEqual(matrix(2, 2, [58, 64, 139, 154]));
    expect(multiplyTransposed(a, a)).toEqual(matrix(3, 3, [17, 22, 27, 22, 29, 36, 27, 36, 45]));
    expect(transposeOf(a)).toEqual(matrix(3, 2, [1, 4, 2, 5, 3, 6]));
    expect(firstColumns(a, 2)).toEqual(matrix(2, 2, [1, 2, 4, 5]));
    expect(norm([3, 4])).toBe(5);
  });

  it('of shapes that do not fit are refused', () => {
    expect(() => multiply(a, a)).toThrow(RangeError);
    expect(() => multiplyTransposed(a, b)).toThrow(RangeError);
    expect(() => matrix(2, 2, [1, 2, 3])).toThrow(RangeError);
  });
});

describe('thin QR', () => {
  const check = (a: Matrix) => {
    const { q, r } = thinQr(a);
    expectOrthonormal(q);
    expectClose(multiply(q, r), a.values, 1e-14 * (1 + norm(a.values)));
    for (let i = 0; i < r.rows; i++) {
      for (let j = 0; j < Math.min(i, r.columns); j++) expect(r.values[i * r.columns + j]).toBe(0);
    }
  };

  it('is orthonormal times triangular for any shape and rank', () => {
    fc.assert(fc.property(anyMatrix, check));
  });

  it.each([
    ['zero', matrix(4, 3)],
    ['one zero column', matrix(3, 2, [0, 1, 0, 2, 0, 3])],
    ['equal columns', matrix(3, 3, [1, 1, 1, 2, 2, 2, 3, 3, 3])],
    ['one entry', matrix(1, 1, [-2])],
    ['a row', matrix(1, 3, [1, 2, 3])],
  ])('is so for a matrix that is %s', (_, a) => check(a));
});
