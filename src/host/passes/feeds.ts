/**
 * The adapters of a batch as the grafted graph's inputs: one row each, ranks padded with zeros to the largest in the
 * batch, scales folded into B. A row without an adapter is a row of zeros, which leaves the host's output as it is.
 */
import { siteMatrices, type Adapter, type Site } from '../adapters/adapter.ts';
import type { GraftGroup } from './graft.ts';

/** One graph input: float32 [rows, ...shape], row-major. */
export interface RowsInput {
  name: string;
  shape: readonly number[];
  /** numbers of `data` in one row */
  stride: number;
  /** the numbers themselves; or, Int32Array with one a row, the slots of a bank on a graphics device where they lie */
  data: Float32Array | Int32Array;
}

/**
 * A row's answer must not depend on the largest rank beside it. Kernels sum over the rank in blocks, and WebAssembly's, of
 * four, round a last block that is not full otherwise than one with zeros in it; rank 1 is another kernel everywhere. Padded
 * to whole blocks no bit changes (measured up to 32, on onnxruntime-node from 2 on without them). Without any adapter all is
 * zeros, in whatever blocks.
 */
const RANK_BLOCK = 4;
const LEAST_RANK = 2;

/** One graph input with its numbers here. */
export type FloatRows = RowsInput & { data: Float32Array };

/** The rank that a batch of these adapters is computed with. */
export function paddedRank(adapters: readonly (Adapter | null)[]): number {
  const most = adapters.reduce((all, adapter) => Math.max(all, adapter?.rank ?? 0), 0);
  return Math.max(LEAST_RANK, RANK_BLOCK * Math.ceil(most / RANK_BLOCK));
}

/** Lays out the adapters of a batch. @param rank  at least the largest of theirs */
export function adapterFeeds(
  sites: readonly Site[],
  groups: readonly GraftGroup[],
  adapters: readonly (Adapter | null)[],
  rank = paddedRank(adapters),
): FloatRows[] {
  const inputs = groups.map((group) => ({
    group,
    a: emptyA(group, rank, adapters.length),
    bs: emptyBs(group, rank, adapters.length),
  }));
  adapters.forEach((adapter, row) => {
    if (!adapter) return;
    const matrices = siteMatrices(sites, adapter);
    for (const { group, a, bs } of inputs) {
      group.members.forEach(({ site }, member) => {
        placeA(a, row, matrices[site]!.a, adapter.rank, member * rank, group.members.length * rank);
        placeB(bs[member]!, row, matrices[site]!.b, adapter.scale);
      });
    }
  });
  return inputs.flatMap(({ a, bs }) => [a, ...bs]);
}

function emptyA(group: GraftGroup, rank: number, rows: number): FloatRows {
  return empty(group.aInput, [group.inputs, group.members.length * rank], rows);
}

function emptyBs(group: GraftGroup, rank: number, rows: number): FloatRows[] {
  return group.members.map(({ bInput, outputs }) => empty(bInput, [rank, outputs], rows));
}

function empty(name: string, shape: readonly [number, number], rows: number): FloatRows {
  const stride = shape[0] * shape[1];
  return { name, shape, stride, data: new Float32Array(stride * rows) };
}

/** Copies A [inputs, rank] into columns `column`… of one row's [inputs, width]. */
function placeA(target: FloatRows, row: number, a: Float32Array, rank: number, column: number, width: number): void {
  const { data } = target;
  let to = row * target.stride + column;
  for (let from = 0; from < a.length; from += rank, to += width) {
    for (let j = 0; j < rank; j++) data[to + j] = a[from + j]!;
  }
}

function placeB(target: FloatRows, row: number, b: Float32Array, scale: number): void {
  const { data } = target;
  const to = row * target.stride;
  for (let i = 0; i < b.length; i++) data[to + i] = Math.fround(b[i]! * scale);
}

/** Keeps only some rows, in place. `kept` is increasing. */
export function keepRows(input: RowsInput, kept: readonly number[]): RowsInput {
  const { data, stride } = input;
  kept.forEach((from, to) => {
    if (from !== to) data.copyWithin(to * stride, from * stride, (from + 1) * stride);
  });
  return { ...input, data: data.subarray(0, kept.length * stride) };
}

/** Rows `from` up to `to`, as a view. */
export function rowsBetween(input: RowsInput, from: number, to: number): RowsInput {
  return { ...input, data: input.data.subarray(from * input.stride, to * input.stride) };
}
