/** Caches that never leave a graphics device: what cache.ts does with arrays, done there by moving rows. */
import type { DeviceTools } from '../device/tools.ts';
import type { Move, Pieces } from '../device/move.ts';
import type { CacheInput } from '../files/caches.ts';
import type { Tensor } from '../runtime/runtime.ts';
import { cacheDims, disposeCache, layoutOf, type Cache, type Side } from './cache.ts';

type Tools = Pick<DeviceTools, 'memory' | 'mover'>;

/** Whether all of a cache is on the device. */
export function isResident({ tensors }: Cache): boolean {
  return [...tensors.values()].every(({ location }) => location === 'gpu-buffer');
}

/** Whether a row's pieces are whole words of the device, for any number of tokens. */
export function movesInWords({ type, rowShape, tokenAxis }: CacheInput): boolean {
  if (type === 'float32') return true;
  const inner = rowShape.slice(tokenAxis === null ? 0 : tokenAxis + 1);
  return inner.reduce((all, size) => all * size, 1) % 2 === 0;
}

/** `keepCacheRows` of cache.ts on the device. */
export async function keepResidentRows(
  tools: Tools,
  inputs: readonly CacheInput[],
  cache: Cache,
  kept: readonly number[],
  { tokens, side }: { tokens: number; side: Side },
): Promise<Cache> {
  return moved(tools, inputs, [{ cache, rows: kept }], tokens, side);
}

/** `joinCaches` of cache.ts on the device. */
export async function joinResidentCaches(
  tools: Tools,
  inputs: readonly CacheInput[],
  caches: readonly Cache[],
  side: Side,
): Promise<Cache> {
  if (caches.length === 1) return caches[0]!;
  const tokens = Math.max(...caches.map((cache) => cache.tokens));
  const parts = caches.map((cache) => ({ cache, rows: Array.from({ length: cache.rows }, (_, row) => row) }));
  return moved(tools, inputs, parts, tokens, side);
}

/** Some rows of some caches as one cache of so many slots. The old caches are used up. */
async function moved(
  { memory, mover }: Tools,
  inputs: readonly CacheInput[],
  parts: readonly { cache: Cache; rows: readonly number[] }[],
  tokens: number,
  side: Side,
): Promise<Cache> {
  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const tensors = new Map<string, Tensor>();
  const moves: Move[] = [];
  for (const input of inputs) {
    const made = memory.tensor(input.type, cacheDims(input, rows, tokens));
    tensors.set(input.past, made);
    const after = inWords(input, tokens);
    let firstRow = 0;
    for (const part of parts) {
      const before = inWords(input, part.cache.tokens);
      const skipped = side === 'left' ? before.size - after.size : 0;
      const from = part.cache.tensors.get(input.past)!.gpuBuffer;
      moves.push({ from, into: made.gpuBuffer, rows: part.rows, firstRow, before, after, skipped });
      firstRow += part.rows.length;
    }
  }
  await mover.move(moves);
  for (const { cache } of parts) disposeCache(cache);
  return { rows, tokens, tensors };
}

function inWords(input: CacheInput, tokens: number): Pieces {
  const { pieces, size } = layoutOf(input, tokens);
  return { pieces, size: input.type === 'float16' ? size / 2 : size };
}
