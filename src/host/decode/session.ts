/**
 * The one owner of a decoder's runtime session. It feeds steps, gives back logits and caches, disposes of every tensor
 * it made once nobody needs it, and turns a lost device into an error its user can act on.
 */
import { HostError } from '../errors.ts';
import type { Signature } from '../files/config.ts';
import type { RowsInput } from '../passes/feeds.ts';
import { LAST_HIDDEN, LAST_INDEX } from '../passes/last.ts';
import {
  asFloatType,
  floatData,
  tensorOfFloats,
  rawData,
  rawTensor,
  wholeTensor,
  type FloatType,
  type Fractions,
  type WholeType,
} from '../runtime/elements.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';

/** Keys and values of a batch: each [rows, keyValueHeads, tokens, headSize], by the name of the past input. */
export interface Cache {
  rows: number;
  tokens: number;
  tensors: ReadonlyMap<string, Tensor>;
}

export interface SessionStep {
  rows: number;
  /** tokens of this step, [rows, width] */
  tokens: BigInt64Array;
  width: number;
  /** which slots count, [rows, cache.tokens + width] */
  mask: BigInt64Array;
  /** [rows, width]; read only by graphs that ask for positions */
  positions: BigInt64Array;
  /** index among this step's tokens whose logits are wanted, one per row */
  last: BigInt64Array;
  cache: Cache;
  adapters: readonly RowsInput[];
}

export interface Stepped {
  /** [rows, vocabulary] */
  logits: Float32Array;
  /** [rows, hidden]: what the head read; undefined where the graph does not give it */
  hidden: Float32Array | undefined;
  cache: Cache;
}

export class DecoderSession {
  readonly signature: Signature;
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  #released = false;
  #lost: HostError | undefined;
  /** fails the run in progress; one field, not a race per run, whose leftovers would pile up on `runtime.lost` */
  #failRun: ((error: HostError) => void) | undefined;

  constructor(runtime: Runtime, session: RuntimeSession, signature: Signature) {
    this.#runtime = runtime;
    this.#session = session;
    this.signature = signature;
    void runtime.lost?.then((reason) => {
      this.#lost = deviceLost(reason);
      this.#failRun?.(this.#lost);
    });
  }

  emptyCache(rows: number): Cache {
    const { caches, keyValueHeads, headSize } = this.signature;
    const tensors = caches.map(
      ({ past, type }) => [past, this.#floats(new Float32Array(0), [rows, keyValueHeads, 0, headSize], type)] as const,
    );
    return { rows, tokens: 0, tensors: new Map(tensors) };
  }

  /** Runs one step; `step.cache` is used up and must not be touched again. Throws HostError `device-lost`. */
  async run(step: SessionStep): Promise<Stepped> {
    const { rows, width, cache } = step;
    const { ids, mask, positions, caches } = this.signature;
    const tokens = cache.tokens + width;
    const feeds: Record<string, Tensor> = Object.fromEntries(cache.tensors);
    feeds['input_ids'] = this.#wholes(step.tokens, [rows, width], ids);
    feeds['attention_mask'] = this.#wholes(step.mask, [rows, tokens], mask);
    feeds[LAST_INDEX] = this.#wholes(step.last, [rows, 1, 1], 'int64');
    if (positions) feeds['position_ids'] = this.#wholes(step.positions, [rows, width], positions);
    for (const { name, shape, data } of step.adapters) feeds[name] = this.#floats(data, [rows, ...shape], 'float32');
    try {
      const outputs = await this.#runUnlessLost(feeds);
      const logits = await floatData(outputs['logits']!);
      const hidden = outputs[LAST_HIDDEN] && (await floatData(outputs[LAST_HIDDEN]));
      const tensors = new Map<string, Tensor>();
      for (const { past, present, type } of caches)
        tensors.set(past, await asFloatType(this.#runtime, type, outputs[present]!));
      return { logits, hidden, cache: { rows, tokens, tensors } };
    } catch (cause) {
      throw this.#lost ?? cause;
    } finally {
      disposeCache(cache);
    }
  }

  /** A run on a device that goes away may never settle by itself. */
  #runUnlessLost(feeds: Record<string, Tensor>): Promise<Readonly<Record<string, Tensor>>> {
    return new Promise((resolve, reject) => {
      if (this.#lost) throw this.#lost;
      this.#failRun = reject;
      this.#session.run(feeds).then(resolve, reject);
    });
  }

  /** Keeps some rows of a cache (increasing) and its first `tokens` slots. The old cache is used up. */
  async keepRows(cache: Cache, kept: readonly number[], tokens: number): Promise<Cache> {
    const { keyValueHeads, headSize } = this.signature;
    const kernel = { heads: keyValueHeads, from: cache.tokens * headSize, to: tokens * headSize };
    const tensors = new Map<string, Tensor>();
    for (const { past, type } of this.signature.caches) {
      const data = gathered(await rawData(cache.tensors.get(past)!), kept, kernel);
      tensors.set(past, rawTensor(this.#runtime, type, data, [kept.length, keyValueHeads, tokens, headSize]));
    }
    return { rows: kept.length, tokens, tensors };
  }

  /** The rows of several caches as one, as long as the longest. The old caches are used up. */
  async joinCaches(caches: readonly Cache[]): Promise<Cache> {
    if (caches.length === 1) return caches[0]!;
    const { keyValueHeads, headSize } = this.signature;
    const rows = caches.reduce((sum, cache) => sum + cache.rows, 0);
    const tokens = Math.max(...caches.map((cache) => cache.tokens));
    const tensors = new Map<string, Tensor>();
    for (const { past, type } of this.signature.caches) {
      const parts: { data: Fractions; size: number }[] = [];
      for (const cache of caches)
        parts.push({ data: await rawData(cache.tensors.get(past)!), size: cache.tokens * headSize });
      const joined = spread(parts, rows * keyValueHeads, tokens * headSize);
      tensors.set(past, rawTensor(this.#runtime, type, joined, [rows, keyValueHeads, tokens, headSize]));
    }
    return { rows, tokens, tensors };
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#session.release();
  }

  #wholes(data: BigInt64Array, dims: readonly number[], type: WholeType): Tensor {
    return wholeTensor(this.#runtime, type, data, dims);
  }

  #floats(data: Float32Array, dims: readonly number[], type: FloatType): Tensor {
    return tensorOfFloats(this.#runtime, type, data, dims);
  }
}

function deviceLost(cause: string): HostError {
  return new HostError(
    'device-lost',
    'The graphics device stopped answering in the middle of the work.',
    'Load the model again; if it happens often, use WebAssembly instead of WebGPU.',
    { cause },
  );
}

/** Moves the wanted rows and slots to the front of the array and returns that part. Sources never lie before targets. */
function gathered<T extends Fractions>(
  data: T,
  kept: readonly number[],
  size: { heads: number; from: number; to: number },
): T {
  let at = 0;
  for (const row of kept) {
    for (let head = 0; head < size.heads; head++, at += size.to) {
      const start = (row * size.heads + head) * size.from;
      if (start !== at) data.copyWithin(at, start, start + size.to);
    }
  }
  return data.subarray(0, at) as T;
}

/** Lists of equal pieces as one list of `count` pieces of `size` numbers, each behind its own numbers filled with zeros. */
function spread<T extends Fractions>(parts: readonly { data: T; size: number }[], count: number, size: number): T {
  const Make = parts[0]!.data.constructor as { new (length: number): T };
  const whole = new Make(count * size);
  let at = 0;
  for (const { data, size: part } of parts)
    for (let from = 0; from < data.length; from += part, at += size) whole.set(data.subarray(from, from + part), at);
  return whole;
}

/** Frees the device memory of a cache that will not be used again. */
export function disposeCache(cache: Cache): void {
  for (const tensor of cache.tensors.values()) tensor.dispose();
}
