/**
 * Small dense matrices, in double precision: what merging adapters and reading their spectra need, and no more. A matrix is
 * a row-major array with its shape; nothing here changes its arguments, and shapes that do not fit are a fault of the lab.
 *
 * Columns are worked on as rows of a transposed copy, so that every inner loop runs along memory.
 */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** row-major, rows × columns numbers */
  readonly values: Float64Array;
}

/** A matrix from its numbers, row by row; zeros when there are none. Throws RangeError when they do not fill it. */
export function matrix(rows: number, columns: number, values?: ArrayLike<number>): Matrix {
  if (values && values.length !== rows * columns)
    throw new RangeError(`${values.length} numbers do not make a matrix of ${rows} × ${columns}`);
  return { rows, columns, values: values ? Float64Array.from(values) : new Float64Array(rows * columns) };
}

export function transposeOf({ rows, columns, values }: Matrix): Matrix {
  const result = matrix(columns, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result.values[j * rows + i] = values[i * columns + j]!;
  }
  return result;
}

/** A·B, [a.rows, b.columns]. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`${shapeOf(a)} times ${shapeOf(b)}`);
  const result = matrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) addRow(result, i, b, k, a.values[i * a.columns + k]!);
  }
  return result;
}

/** Aᵀ·B, [a.columns, b.columns], without transposing A. */
export function multiplyTransposed(a: Matrix, b: Matrix): Matrix {
  if (a.rows !== b.rows) throw new RangeError(`${shapeOf(a)} transposed, times ${shapeOf(b)}`);
  const result = matrix(a.columns, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) addRow(result, k, b, i, a.values[i * a.columns + k]!);
  }
  return result;
}

/** The first columns of a matrix. */
export function firstColumns({ rows, columns, values }: Matrix, count: number): Matrix {
  const result = matrix(rows, count);
  for (let i = 0; i < rows; i++) result.values.set(values.subarray(i * columns, i * columns + count), i * count);
  return result;
}

/** √Σ value²: the length of a vector, the Frobenius norm of a matrix. */
export function norm(values: ArrayLike<number>): number {
  return Math.sqrt(dot(values, values));
}

/** Σ aᵢbᵢ over the length of the first. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * The thin QR factorisation A = Q·R by Householder reflections (Golub and Van Loan 2013, algorithm 5.2.1). With
 * k = min(rows, columns), Q [rows, k] has orthonormal columns even where A has not full rank, and R [k, columns] is upper
 * triangular. Its diagonal may have either sign.
 */
export function thinQr(a: Matrix): { q: Matrix; r: Matrix } {
  const { rows, columns } = a;
  const k = Math.min(rows, columns);
  const work = columnsOf(transposeOf(a));
  const mirrors: Float64Array[] = [];
  for (let j = 0; j < k; j++) {
    mirrors.push(mirrorOf(work[j]!.subarray(j)));
    for (let column = j; column < columns; column++) reflect(work[column]!.subarray(j), mirrors[j]!);
  }
  const r = matrix(k, columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i <= Math.min(j, k - 1); i++) r.values[i * columns + j] = work[j]![i]!;
  }
  const transposedQ = matrix(k, rows);
  const q = columnsOf(transposedQ);
  for (let j = k - 1; j >= 0; j--) {
    q[j]![j] = 1;
    for (let column = j; column < k; column++) reflect(q[column]!.subarray(j), mirrors[j]!);
  }
  return { q: transposeOf(transposedQ), r };
}

/** The columns of a matrix that is given transposed, as views. */
export function columnsOf(transposed: Matrix): Float64Array[] {
  const { rows, columns, values } = transposed;
  return Array.from({ length: rows }, (_, j) => values.subarray(j * columns, (j + 1) * columns));
}

/** The unit normal of the mirror that sends x onto the first axis; no mirror at all, zeros, for x = 0. */
function mirrorOf(x: Float64Array): Float64Array {
  const normal = x.slice();
  const length = norm(x);
  normal[0]! += x[0]! < 0 ? -length : length;
  const size = norm(normal);
  return size === 0 ? normal : normal.map((value) => value / size);
}

/** x − 2·n(n·x), in place. */
function reflect(x: Float64Array, normal: Float64Array): void {
  const twice = 2 * dot(normal, x);
  for (let i = 0; i < x.length; i++) x[i]! -= twice * normal[i]!;
}

function addRow(to: Matrix, row: number, from: Matrix, source: number, factor: number): void {
  if (factor === 0) return;
  const { columns, values } = to;
  const added = from.values;
  const at = row * columns;
  const start = source * columns;
  for (let j = 0; j < columns; j++) values[at + j]! += factor * added[start + j]!;
}

function shapeOf({ rows, columns }: Matrix): string {
  return `a matrix of ${rows} × ${columns}`;
}
