/**
 * The one owner of a decoder's runtime session. It feeds steps, gives back logits and caches, disposes of every tensor
 * it made once nobody needs it, and turns a lost device into an error its user can act on.
 */
import { HostError } from '../errors.ts';
import type { Signature } from '../files/signature.ts';
import type { RowsInput } from '../passes/feeds.ts';
import { LAST_HIDDEN, LAST_INDEX } from '../passes/last.ts';
import { asFloatType, floatData, tensorOfFloats, wholeTensor, type WholeType } from '../runtime/elements.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import { disposeCache, emptyCache, joinCaches, keepCacheRows, type Cache, type Side } from './cache.ts';

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
    return emptyCache(this.#runtime, this.signature.caches, rows);
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
    for (const { name, shape, data } of step.adapters)
      feeds[name] = tensorOfFloats(this.#runtime, 'float32', data, [rows, ...shape]);
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

  /** Keeps some rows of a cache (increasing) and `tokens` slots on the side away from the padding. The old cache is used up. */
  keepRows(cache: Cache, kept: readonly number[], tokens: number, side: Side): Promise<Cache> {
    return keepCacheRows(this.#runtime, this.signature.caches, cache, kept, { tokens, side });
  }

  /** The rows of several caches as one, as long as the longest. The old caches are used up. */
  joinCaches(caches: readonly Cache[], side: Side): Promise<Cache> {
    return joinCaches(this.#runtime, this.signature.caches, caches, side);
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    await this.#session.release();
  }

  #wholes(data: BigInt64Array, dims: readonly number[], type: WholeType): Tensor {
    return wholeTensor(this.#runtime, type, data, dims);
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
