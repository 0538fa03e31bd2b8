/** Singular values against numpy (golden/merging/numpy.json, written by make.py beside it), and the decompositions' laws. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix, multiply, norm, transposeOf, type Matrix } from '../../src/core/linear-algebra.ts';
import { random } from '../../src/base/random.ts';
import {
  coreOfProduct,
  leadingSvd,
  singularValuesOfProduct,
  svd,
  svdOfProduct,
  truncated,
  type Svd,
} from '../../src/core/svd.ts';
import { anyMatrix, expectClose, expectOrthonormal, normalMatrix } from './matrices.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/merging/numpy.json', import.meta.url), 'utf8')) as {
  svd: { rows: number; columns: number; values: number[]; sigma: number[] }[];
};

/** U·diag(σ)·Vᵀ */
function product({ u, sigma, v }: Svd): Matrix {
  return multiply({ ...u, values: u.values.map((value, i) => value * sigma[i % sigma.length]!) }, transposeOf(v));
}

function expectLawful(found: Svd, whole: Matrix): void {
  const size = norm(whole.values);
  const rank = found.sigma.filter((value) => value > 0).length;
  expect(found.sigma).toEqual(found.sigma.toSorted((a, b) => b - a));
  expectOrthonormal(found.u, rank);
  expectOrthonormal(found.v, rank);
  expectClose(product(found), whole.values, 1e-13 * size);
  expect(Math.abs(norm(found.sigma) - size)).toBeLessThanOrEqual(1e-13 * size);
}

const difference = (a: Matrix, b: Matrix) => norm(a.values.map((value, i) => value - b.values[i]!));

describe('the decomposition', () => {
  it.each(golden.svd)(
    'of a matrix of $rows × $columns has numpy’s singular values',
    ({ rows, columns, values, sigma }) => {
      const found = svd(matrix(rows, columns, values));
      expectClose({ values: found.sigma }, sigma, 2e-14 * sigma[0]!);
      expectLawful(found, matrix(rows, columns, values));
    },
  );

  it('is orthonormal, descending and the whole matrix, for any shape and rank', () => {
    fc.assert(fc.property(anyMatrix, (a) => expectLawful(svd(a), a)));
  });

  it('cut after any rank errs by the singular values that were cut (Eckart and Young)', () => {
    fc.assert(
      fc.property(anyMatrix, fc.integer({ min: 0, max: 9 }), (a, rank) => {
        const whole = svd(a);
        const error = difference(a, product(truncated(whole, rank)));
        expect(Math.abs(error - norm(whole.sigma.subarray(rank)))).toBeLessThanOrEqual(1e-12 * (1 + norm(a.values)));
      }),
    );
  });

  it('settles for sixty columns, however dependent', () => {
    for (const rank of [1, 20, 59, 60]) {
      const a = multiply(normalMatrix(60, rank, 'a', rank), normalMatrix(rank, 60, 'b', rank));
      const found = svd(a);
      expectLawful(found, a);
      expect(found.sigma.filter((value) => value > 1e-10).length).toBe(rank);
    }
  });

  it('refuses numbers that are none', () => {
    expect(() => svd(matrix(2, 2, [1, NaN, 0, 1]))).toThrow(RangeError);
    expect(() => svd(matrix(2, 2, [1, Infinity, 0, 1]))).toThrow(RangeError);
  });
});

describe('the decomposition of a product', () => {
  it('is that of the product formed, for any inner size', () => {
    const side = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(side, side, side, fc.nat(), (rows, inner, columns, key) => {
        const [a, b] = [normalMatrix(rows, inner, 'a', key), normalMatrix(inner, columns, 'b', key)];
        const whole = multiply(a, b);
        expectLawful(svdOfProduct(a, b), whole);
        const expected = svd(whole).sigma.subarray(0, Math.min(rows, inner, columns));
        expectClose({ values: singularValuesOfProduct(a, b) }, expected, 1e-12 * (1 + norm(whole.values)));
        expect(norm(coreOfProduct(a, b).values)).toBeCloseTo(norm(whole.values), 10);
      }),
    );
  });

  it('of zeros is zero', () => {
    expect(svdOfProduct(matrix(4, 2), matrix(2, 3)).sigma).toEqual(new Float64Array(2));
  });
});

describe('the leading part of a large matrix', () => {
  it('is exact when the rank is low', () => {
    const a = multiply(normalMatrix(60, 5, 'left'), normalMatrix(5, 90, 'right'));
    const found = leadingSvd(a, 8, random('range'));
    expectOrthonormal(found.u, 5);
    expect(difference(a, product(found))).toBeLessThanOrEqual(1e-12 * norm(a.values));
    expectClose({ values: found.sigma.subarray(0, 5) }, svd(a).sigma.subarray(0, 5), 1e-12 * norm(a.values));
  });

  it('is exact when the matrix is hardly wider than the rank', () => {
    const a = normalMatrix(15, 40, 'narrow');
    expectClose({ values: leadingSvd(a, 4, random('range')).sigma }, svd(a).sigma.subarray(0, 4), 1e-12);
  });

  it('of pure noise, where no direction leads, errs at most 0.2 % more than the best', () => {
    const a = normalMatrix(80, 120, 'noise');
    for (const rank of [1, 4, 12]) {
      const best = norm(svd(a).sigma.subarray(rank));
      const found = leadingSvd(a, rank, random('range', rank));
      expect(found.sigma.length).toBe(rank);
      expectOrthonormal(found.u);
      expectOrthonormal(found.v);
      expect(difference(a, product(found)) / best).toBeGreaterThanOrEqual(1 - 1e-12);
      expect(difference(a, product(found)) / best).toBeLessThanOrEqual(1.002);
    }
  });
});
