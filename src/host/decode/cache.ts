/**
 * What a batch hands on from step to step, row by row: rows are let go, slots are cut off, and the rows of several runs
 * are joined. Slots are cut and added on the side where padding is.
 */
import { giveBack } from '../bytes/give-back.ts';
import type { CacheInput } from '../files/caches.ts';
import { rawData, rawTensor, tensorOfFloats, type Fractions } from '../runtime/elements.ts';
import type { Runtime, Tensor } from '../runtime/runtime.ts';

/** Where the padding of shorter rows is. */
export type Side = 'left' | 'right';

/** The caches of a batch, each [rows, ...rowShape] with `tokens` slots, by the name of the past input. */
export interface Cache {
  rows: number;
  tokens: number;
  tensors: ReadonlyMap<string, Tensor>;
}

type Tensors = Pick<Runtime, 'Tensor'>;

/** Caches without tokens, states of zeros. */
export function emptyCache(runtime: Tensors, inputs: readonly CacheInput[], rows: number): Cache {
  const tensors = inputs.map(({ past, type, rowShape }) => {
    const dims = [rows, ...rowShape];
    return [past, tensorOfFloats(runtime, type, new Float32Array(product(dims)), dims)] as const;
  });
  return { rows, tokens: 0, tensors: new Map(tensors) };
}

/**
 * Keeps some rows of a cache (increasing) and `tokens` of its slots, dropping the others on the side of the padding. The
 * old cache is used up.
 */
export async function keepCacheRows(
  runtime: Tensors,
  inputs: readonly CacheInput[],
  cache: Cache,
  kept: readonly number[],
  { tokens, side }: { tokens: number; side: Side },
): Promise<Cache> {
  const tensors = new Map<string, Tensor>();
  for (const input of inputs) {
    const [from, to] = [layoutOf(input, cache.tokens), layoutOf(input, tokens)];
    const data = gathered(await rawData(cache.tensors.get(input.past)!), kept, from, to, side);
    tensors.set(input.past, rawTensor(runtime, input.type, data, cacheDims(input, kept.length, tokens)));
  }
  return { rows: kept.length, tokens, tensors };
}

/** The rows of several caches as one, as long as the longest. The old caches are used up. */
export async function joinCaches(
  runtime: Tensors,
  inputs: readonly CacheInput[],
  caches: readonly Cache[],
  side: Side,
): Promise<Cache> {
  if (caches.length === 1) return caches[0]!;
  const rows = caches.reduce((sum, cache) => sum + cache.rows, 0);
  const tokens = Math.max(...caches.map((cache) => cache.tokens));
  const tensors = new Map<string, Tensor>();
  for (const input of inputs) {
    const parts: { data: Fractions; size: number }[] = [];
    for (const cache of caches)
      parts.push({
        data: await rawData(cache.tensors.get(input.past)!),
        size: layoutOf(input, cache.tokens).size,
      });
    const { pieces, size } = layoutOf(input, tokens);
    const joined = spread(parts, rows * pieces, size, side);
    tensors.set(input.past, rawTensor(runtime, input.type, joined, cacheDims(input, rows, tokens)));
  }
  return { rows, tokens, tensors };
}

/** Frees the memory of a cache that will not be used again, on a device or here. */
export function disposeCache(cache: Cache): void {
  for (const tensor of cache.tensors.values()) {
    // Every step leaves some megabytes behind, which a browser's collector frees only after hundreds of them.
    if (tensor.location === 'cpu') giveBack(tensor.data as Fractions);
    tensor.dispose();
  }
}

/** A row's numbers as pieces of one size, in each of which the slots follow one another. */
interface Layout {
  pieces: number;
  size: number;
}

export function layoutOf({ rowShape, tokenAxis }: CacheInput, tokens: number): Layout {
  if (tokenAxis === null) return { pieces: 1, size: product(rowShape) };
  return { pieces: product(rowShape.slice(0, tokenAxis)), size: tokens * product(rowShape.slice(tokenAxis + 1)) };
}

export function cacheDims({ rowShape, tokenAxis }: CacheInput, rows: number, tokens: number): number[] {
  return [rows, ...rowShape.map((size, axis) => (axis === tokenAxis ? tokens : size))];
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** Moves the wanted rows and slots to the front of the array and returns that part. Sources never lie before targets. */
function gathered<T extends Fractions>(data: T, kept: readonly number[], from: Layout, to: Layout, side: Side): T {
  const skipped = side === 'left' ? from.size - to.size : 0;
  let at = 0;
  for (const row of kept) {
    for (let piece = 0; piece < to.pieces; piece++, at += to.size) {
      const start = (row * from.pieces + piece) * from.size + skipped;
      if (start !== at) data.copyWithin(at, start, start + to.size);
    }
  }
  return data.subarray(0, at) as T;
}

/** Lists of equal pieces as one list of `count` pieces of `size` numbers, each filled up with zeros on one side. */
function spread<T extends Fractions>(
  parts: readonly { data: T; size: number }[],
  count: number,
  size: number,
  side: Side,
): T {
  const Make = parts[0]!.data.constructor as { new (length: number): T };
  const whole = new Make(count * size);
  let at = 0;
  for (const { data, size: part } of parts) {
    const skipped = side === 'left' ? size - part : 0;
    for (let from = 0; from < data.length; from += part, at += size)
      whole.set(data.subarray(from, from + part), at + skipped);
  }
  return whole;
}
