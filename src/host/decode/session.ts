/**
 * The one owner of a decoder's runtime session. It feeds steps, gives back logits and caches, disposes of every tensor
 * it made once nobody needs it, and turns a lost device into an error its user can act on.
 */
import { HostError } from '../errors.ts';
import type { Signature } from '../files/config.ts';
import type { RowsInput } from '../passes/feeds.ts';
import { LAST_HIDDEN, LAST_INDEX } from '../passes/last.ts';
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
      ({ past }) => [past, this.#floats(new Float32Array(0), [rows, keyValueHeads, 0, headSize])] as const,
    );
    return { rows, tokens: 0, tensors: new Map(tensors) };
  }

  /** Runs one step; `step.cache` is used up and must not be touched again. Throws HostError `device-lost`. */
  async run(step: SessionStep): Promise<Stepped> {
    const { rows, width, cache } = step;
    const tokens = cache.tokens + width;
    const feeds: Record<string, Tensor> = Object.fromEntries(cache.tensors);
    feeds['input_ids'] = this.#integers(step.tokens, [rows, width]);
    feeds['attention_mask'] = this.#integers(step.mask, [rows, tokens]);
    feeds[LAST_INDEX] = this.#integers(step.last, [rows, 1, 1]);
    if (this.signature.positions) feeds['position_ids'] = this.#integers(step.positions, [rows, width]);
    for (const { name, shape, data } of step.adapters) feeds[name] = this.#floats(data, [rows, ...shape]);
    try {
      const outputs = await this.#runUnlessLost(feeds);
      const present = this.signature.caches.map(({ past, present }) => [past, outputs[present]!] as const);
      const logits = (await outputs['logits']!.getData(true)) as Float32Array;
      const hidden = (await outputs[LAST_HIDDEN]?.getData(true)) as Float32Array | undefined;
      return { logits, hidden, cache: { rows, tokens, tensors: new Map(present) } };
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
    for (const [name, tensor] of cache.tensors) {
      const data = (await tensor.getData(true)) as Float32Array;
      tensors.set(name, this.#floats(gathered(data, kept, kernel), [kept.length, keyValueHeads, tokens, headSize]));
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
    for (const { past } of this.signature.caches) {
      const joined = new Float32Array(rows * keyValueHeads * tokens * headSize);
      let at = 0;
      for (const cache of caches) {
        const data = (await cache.tensors.get(past)!.getData(true)) as Float32Array;
        const part = cache.tokens * headSize;
        for (let from = 0; from < data.length; from += part, at += tokens * headSize)
          joined.set(data.subarray(from, from + part), at);
      }
      tensors.set(past, this.#floats(joined, [rows, keyValueHeads, tokens, headSize]));
    }
    return { rows, tokens, tensors };
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#session.release();
  }

  #integers(data: BigInt64Array, dims: readonly number[]): Tensor {
    return new this.#runtime.Tensor('int64', data, dims);
  }

  #floats(data: Float32Array, dims: readonly number[]): Tensor {
    return new this.#runtime.Tensor('float32', data, dims);
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
function gathered(
  data: Float32Array,
  kept: readonly number[],
  size: { heads: number; from: number; to: number },
): Float32Array {
  let at = 0;
  for (const row of kept) {
    for (let head = 0; head < size.heads; head++, at += size.to) {
      const start = (row * size.heads + head) * size.from;
      if (start !== at) data.copyWithin(at, start, start + size.to);
    }
  }
  return data.subarray(0, at);
}

/** Frees the device memory of a cache that will not be used again. */
export function disposeCache(cache: Cache): void {
  for (const tensor of cache.tensors.values()) tensor.dispose();
}
