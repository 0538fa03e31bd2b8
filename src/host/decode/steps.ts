/**
 * What a step of a batch feeds: tokens, which slots count, and where in its row each token stands. A row's own slots are
 * one run of neighbours: at the front where padding is on the right, at the end where it is on the left.
 */
import type { Padding } from '../find/padding.ts';
import type { Side } from './cache.ts';
import type { SessionStep } from './session.ts';

type Step = Omit<SessionStep, 'cache' | 'adapters'>;

/** The side on which a batch pads. Graphs that bear both are padded on the left, where the newest token is always last. */
export function sideOf(padding: Padding): Side {
  return padding === 'left' || padding === 'either' ? 'left' : 'right';
}

/** The step that runs whole prompts, padded to the longest. */
export function promptStep(prompts: readonly (readonly number[])[], padToken: number, side: Side): Step {
  const width = Math.max(...prompts.map((prompt) => prompt.length));
  const starts = prompts.map((prompt) => startOf(side, prompt.length, width));
  return {
    rows: prompts.length,
    tokens: grid(prompts, width, (prompt, i, row) => prompt[i - starts[row]!] ?? padToken),
    width,
    mask: marks(
      prompts.map(({ length }) => length),
      width,
      side,
    ),
    positions: grid(starts, width, (start, i) => Math.max(0, i - start)),
    last: BigInt64Array.from(prompts, ({ length }, row) => BigInt(starts[row]! + length - 1)),
  };
}

/**
 * The step that runs one token of each row.
 * @param lengths  of the rows, with this token
 * @param total  slots, with this token's
 */
export function tokenStep(tokens: readonly number[], lengths: readonly number[], total: number, side: Side): Step {
  return {
    rows: tokens.length,
    tokens: BigInt64Array.from(tokens, BigInt),
    width: 1,
    mask: marks(lengths, total, side),
    positions: BigInt64Array.from(lengths, (length) => BigInt(length - 1)),
    last: new BigInt64Array(tokens.length),
  };
}

/** Which slots hold tokens of the row. */
function marks(lengths: readonly number[], total: number, side: Side): BigInt64Array {
  return grid(lengths, total, (length, i) => {
    const start = startOf(side, length, total);
    return i >= start && i < start + length ? 1 : 0;
  });
}

function startOf(side: Side, length: number, total: number): number {
  return side === 'left' ? total - length : 0;
}

/** A row-major [rows, width] array of whole numbers. */
function grid<T>(
  rows: readonly T[],
  width: number,
  value: (row: T, column: number, index: number) => number,
): BigInt64Array {
  const cells = new BigInt64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) cells[i * width + j] = BigInt(value(row, j, i));
  });
  return cells;
}
