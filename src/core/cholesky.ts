/**
 * Symmetric positive definite matrices, as their lower triangle row by row: [a00, a10, a11, a20, …], so that what is
 * symmetric cannot be stored otherwise, and half the numbers go into a file.
 */

/** How many numbers the triangle of a [size, size] matrix has. */
export function triangleLength(size: number): number {
  return (size * (size + 1)) / 2;
}

/**
 * The lower factor L with LLᵀ = A, packed as A is (Golub and Van Loan 2013, section 4.2). Throws RangeError when A is not
 * positive definite.
 * @param packed  A, [size · (size + 1) ÷ 2]
 */
export function choleskyFactor(packed: ArrayLike<number>, size: number): Float64Array {
  if (packed.length !== triangleLength(size)) throw new RangeError(`${packed.length} numbers for size ${size}`);
  const factor = new Float64Array(packed.length);
  for (let i = 0, row = 0; i < size; row += ++i) {
    for (let j = 0, other = 0; j <= i; other += ++j) {
      let left = packed[row + j]!;
      for (let k = 0; k < j; k++) left -= factor[row + k]! * factor[other + k]!;
      if (i === j && !(left > 0)) throw new RangeError('the matrix is not positive definite');
      factor[row + j] = i === j ? Math.sqrt(left) : left / factor[other + j]!;
    }
  }
  return factor;
}

/** Solves Lz = b for a packed lower factor. */
export function solveLower(factor: Float64Array, b: ArrayLike<number>): Float64Array {
  const solution = new Float64Array(b.length);
  for (let i = 0, row = 0; i < b.length; row += ++i) {
    let left = b[i]!;
    for (let k = 0; k < i; k++) left -= factor[row + k]! * solution[k]!;
    solution[i] = left / factor[row + i]!;
  }
  return solution;
}
