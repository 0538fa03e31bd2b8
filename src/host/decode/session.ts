/**
 * The one owner of a decoder's runtime session. It feeds steps, gives back logits and caches, disposes of every tensor
 * it made once nobody needs it, and turns a lost device into an error its user can act on.
 */
import type { Signature } from '../files/signature.ts';
import { LAST_HIDDEN, LAST_INDEX } from '../passes/last.ts';
import { asFloatType, floatData, tensorOfFloats, wholeTensor, type WholeType } from '../runtime/elements.ts';
import { LossWatch } from '../runtime/loss-watch.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import type { Adapter } from '../adapters/adapter.ts';
import type { Choice } from '../device/choose.ts';
import { toolsOf, type DeviceTools } from '../device/tools.ts';
import { adapterFeeds, type FloatRows, type RowsInput } from '../passes/feeds.ts';
import { joinedRows, type Join } from '../passes/joined.ts';
import type { Worn } from '../bank/bank.ts';
import { borrowBank, type Wearable } from '../bank/shared.ts';
import { disposeCache, emptyCache, joinCaches, keepCacheRows, type Cache, type Side } from './cache.ts';
import { isResident, joinResidentCaches, keepResidentRows } from './device-cache.ts';

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
  /** how each row's next token is chosen; read only where the session chooses */
  choices?: readonly Choice[];
  /** whether what the head read is wanted */
  wantsHidden?: boolean;
}

export interface Stepped {
  /** [rows, vocabulary]; undefined where tokens were chosen */
  logits: Float32Array | undefined;
  /** the next token of each row, where the session chose it */
  tokens: readonly number[] | undefined;
  /** [rows, hidden]: what the head read; undefined where it is not wanted, or the graph does not give it */
  hidden: Float32Array | undefined;
  cache: Cache;
}

export class DecoderSession {
  readonly signature: Signature;
  /** whether it chooses tokens itself where a step says how, so that logits need not come here */
  readonly chooses: boolean;
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  readonly #joins: readonly Join[];
  /** where caches and adapters stay on a graphics device */
  readonly #device: DeviceTools | undefined;
  #borrowed: ReturnType<typeof borrowBank> | undefined;
  #released = false;
  readonly #watch: LossWatch;

  /** @param joins  which Bs its graph takes as one input */
  constructor(runtime: Runtime, session: RuntimeSession, signature: Signature, joins: readonly Join[] = []) {
    this.#runtime = runtime;
    this.#session = session;
    this.signature = signature;
    this.#joins = joins;
    this.#device = toolsOf(runtime);
    this.chooses = this.#device !== undefined;
    this.#watch = new LossWatch(runtime);
  }

  emptyCache(rows: number): Cache {
    return emptyCache(this.#runtime, this.signature.caches, rows);
  }

  /** What the rows of a batch wear, as inputs of its steps; to be taken off behind the last. */
  wear({ sites, groups }: Wearable, adapters: readonly (Adapter | null)[]): Worn {
    if (this.#device && groups.length > 0) this.#borrowed ??= borrowBank(this.#device, { sites, groups });
    const worn = this.#borrowed?.bank.wear(adapters);
    return worn ?? { inputs: adapterFeeds(sites, groups, adapters), takeOff: () => undefined };
  }

  /** Runs one step; `step.cache` is used up and must not be touched again. Throws HostError `device-lost`. */
  run(step: SessionStep): Promise<Stepped> {
    return this.#watch.unlessLost(() => this.#step(step)).finally(() => disposeCache(step.cache));
  }

  async #step(step: SessionStep): Promise<Stepped> {
    const { rows, width, cache } = step;
    const { ids, mask, positions, caches } = this.signature;
    const tokens = cache.tokens + width;
    const feeds: Record<string, Tensor> = Object.fromEntries(cache.tensors);
    feeds['input_ids'] = this.#wholes(step.tokens, [rows, width], ids);
    feeds['attention_mask'] = this.#wholes(step.mask, [rows, tokens], mask);
    feeds[LAST_INDEX] = this.#wholes(step.last, [rows, 1, 1], 'int64');
    if (positions) feeds['position_ids'] = this.#wholes(step.positions, [rows, width], positions);
    await this.#addRows(feeds, step);
    const outputs = await this.#session.run(feeds);
    const answer = await this.#answerOf(outputs['logits']!, step);
    const last = outputs[LAST_HIDDEN];
    const hidden = step.wantsHidden && last ? await floatData(last) : undefined;
    if (!hidden) last?.dispose();
    const tensors = new Map<string, Tensor>();
    for (const { past, present, type } of caches)
      tensors.set(past, await asFloatType(this.#runtime, type, outputs[present]!));
    return { ...answer, hidden, cache: { rows, tokens, tensors } };
  }

  /** The inputs that each row has for itself: given here, or picked in the bank. */
  async #addRows(feeds: Record<string, Tensor>, { rows, adapters }: SessionStep): Promise<void> {
    const given = adapters.filter((input): input is FloatRows => input.data instanceof Float32Array);
    for (const { name, shape, data } of joinedRows(this.#joins, given))
      feeds[name] = tensorOfFloats(this.#runtime, 'float32', data, [rows, ...shape]);
    const picked = adapters.filter(({ data }) => data instanceof Int32Array);
    if (picked.length === 0) return;
    for (const [name, tensor] of await this.#borrowed!.bank.pick(picked, this.#joins)) feeds[name] = tensor;
  }

  /** Logits, or the tokens that are chosen where they lie. */
  async #answerOf(logits: Tensor, { rows, choices }: SessionStep): Promise<Pick<Stepped, 'logits' | 'tokens'>> {
    if (!choices || !this.#device || logits.location !== 'gpu-buffer')
      return { logits: await floatData(logits), tokens: undefined };
    const { gpuBuffer, type, size } = logits;
    const { chooser } = this.#device;
    const choosing = chooser.choose(gpuBuffer, type === 'float16', size / rows, choices);
    const tokens = await choosing.finally(() => logits.dispose());
    return { logits: undefined, tokens };
  }

  /** Keeps some rows of a cache (increasing) and `tokens` slots on the side away from the padding. The old cache is used up. */
  keepRows(cache: Cache, kept: readonly number[], tokens: number, side: Side): Promise<Cache> {
    const { caches } = this.signature;
    const device = isResident(cache) ? this.#device : undefined;
    if (!device) return keepCacheRows(this.#runtime, caches, cache, kept, { tokens, side });
    return this.#watch.unlessLost(() => keepResidentRows(device, caches, cache, kept, { tokens, side }));
  }

  /** The rows of several caches as one, as long as the longest. The old caches are used up. */
  joinCaches(parts: readonly Cache[], side: Side): Promise<Cache> {
    const { caches } = this.signature;
    const device = parts.every(isResident) ? this.#device : undefined;
    if (!device) return joinCaches(this.#runtime, caches, parts, side);
    return this.#watch.unlessLost(() => joinResidentCaches(device, caches, parts, side));
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#borrowed?.giveBack();
    await this.#session.release();
  }

  #wholes(data: BigInt64Array, dims: readonly number[], type: WholeType): Tensor {
    return wholeTensor(this.#runtime, type, data, dims);
  }
}
