/**
 * One slice of a batch while it is decoded: prompts padded on the right, each row's next token chosen from the
 * logits at its own last token, each row's cache growing at its own length. Rows that end leave the batch, and the
 * cache is cut to what the longest row left needs. A row's tokens do not depend on the rows beside it.
 */
import type { Adapter } from '../adapters/adapter.ts';
import { cutPrefill } from './cut.ts';
import { keepRows, rowsBetween, type RowsInput } from '../passes/feeds.ts';
import { disposeCache, type Cache, type DecoderSession, type SessionStep, type Stepped } from './session.ts';
import { sample, type Draws } from './sampling.ts';

export interface DecodeRequest {
  prompt: readonly number[];
  /** null: the bare host */
  adapter: Adapter | null;
  maxNewTokens: number;
  /** 0: greedy */
  temperature: number;
  /** 1: no nucleus */
  topP: number;
  /** drawn from once a token, above temperature 0 */
  random: Draws;
}

export interface DecodeResult {
  /** the new tokens, with the end token when there is one */
  tokens: number[];
  finish: 'eos' | 'length' | 'context';
  promptTokens: number;
}

/** A row on its way. */
interface Row {
  request: DecodeRequest;
  /** its place in the caller's list */
  index: number;
  tokens: number[];
  /** slots of the cache that are its own */
  length: number;
  finish: DecodeResult['finish'] | undefined;
}

export interface BatchRules {
  endTokens: readonly number[];
  padToken: number;
  contextTokens: number;
}

export class Batch {
  readonly #session: DecoderSession;
  readonly #rules: BatchRules;
  #rows: Row[];
  #adapters: RowsInput[];
  #cache: Cache;
  readonly #observe: ((index: number, logits: Float32Array) => void) | undefined;
  /** for placement `end`: which slots count, one list per row */
  #masks: number[][];

  constructor(
    session: DecoderSession,
    rules: BatchRules,
    requests: readonly { request: DecodeRequest; index: number }[],
    adapters: RowsInput[],
    observe?: (index: number, logits: Float32Array) => void,
  ) {
    this.#session = session;
    this.#observe = observe;
    this.#rules = rules;
    this.#rows = requests.map(({ request, index }) => ({ request, index, tokens: [], length: 0, finish: undefined }));
    this.#adapters = adapters;
    this.#cache = session.emptyCache(requests.length);
    this.#masks = requests.map(() => []);
  }

  /** Rows still in the batch, ended or not. */
  get rows(): readonly Readonly<Row>[] {
    return this.#rows;
  }

  get running(): boolean {
    return this.#rows.some((row) => row.finish === undefined);
  }

  /**
   * Runs the prompts and chooses each row's first token. Prefill gains nothing from large batches, so rows of like
   * length run together, with little padding, and their caches are joined afterwards.
   */
  async prefill(breathe?: () => Promise<void>): Promise<void> {
    const lengths = this.#rows.map((row) => row.request.prompt.length);
    const caches: Cache[] = [];
    const logits: Float32Array[] = [];
    for (const [from, to] of cutPrefill(lengths)) {
      const stepped = await this.#prefillPart(from, to);
      caches.push(stepped.cache);
      logits.push(stepped.logits);
      await breathe?.();
    }
    const cache = await this.#session.joinCaches(caches);
    for (const mask of this.#masks) while (mask.length < cache.tokens) mask.push(0);
    this.#choose({ logits: logits.length === 1 ? logits[0]! : concatenated(logits), cache });
  }

  /** Prefills rows `from` up to `to`. */
  #prefillPart(from: number, to: number): Promise<Stepped> {
    const rows = this.#rows.slice(from, to);
    const prompts = rows.map((row) => row.request.prompt);
    const width = Math.max(...prompts.map((prompt) => prompt.length));
    rows.forEach((row, i) => {
      row.length = row.request.prompt.length;
      this.#masks[from + i] = maskOf(prompts[i]!, width);
    });
    return this.#session.run({
      ...promptStep(prompts, this.#rules.padToken),
      cache: this.#session.emptyCache(rows.length),
      adapters: this.#adapters.map((input) => rowsBetween(input, from, to)),
    });
  }

  /** Runs each row's newest token and chooses the next one. */
  async step(): Promise<void> {
    const rows = this.#rows;
    for (const row of rows) if (row.finish === undefined) row.length += 1;
    const total = this.#cache.tokens + 1;
    rows.forEach((row, i) => this.#masks[i]!.push(row.finish === undefined ? 1 : 0));
    const own = this.#session.signature.placement === 'own';
    const stepped = await this.#session.run({
      rows: rows.length,
      tokens: BigInt64Array.from(rows, (row) =>
        BigInt(row.finish === undefined ? row.tokens.at(-1)! : this.#rules.padToken),
      ),
      width: 1,
      mask: own
        ? grid(rows, total, (row, i) => (i < row.length ? 1 : 0))
        : grid(this.#masks, total, (mask, i) => mask[i]!),
      positions: BigInt64Array.from(rows, (row) => BigInt(row.length - 1)),
      last: new BigInt64Array(rows.length),
      cache: this.#cache,
      adapters: this.#adapters,
    });
    this.#choose(stepped);
  }

  #choose({ logits, cache }: Pick<Stepped, 'logits' | 'cache'>): void {
    this.#cache = cache;
    const vocabulary = logits.length / this.#rows.length;
    this.#rows.forEach((row, i) => {
      if (row.finish !== undefined) return;
      const { temperature, topP, random, maxNewTokens } = row.request;
      const own = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
      this.#observe?.(row.index, own);
      const token = sample(own, temperature, topP, random);
      row.tokens.push(token);
      if (this.#rules.endTokens.includes(token)) row.finish = 'eos';
      else if (row.tokens.length >= maxNewTokens) row.finish = 'length';
      else if (row.length + 1 > this.#rules.contextTokens) row.finish = 'context';
    });
  }

  /** Lets ended rows go when they are worth the copying: at least one row in `share`. */
  async compact(share: number): Promise<void> {
    const kept = this.#rows.flatMap((row, i) => (row.finish === undefined ? [i] : []));
    if (kept.length === 0 || (this.#rows.length - kept.length) * share < this.#rows.length) return;
    this.#rows = kept.map((i) => this.#rows[i]!);
    this.#masks = kept.map((i) => this.#masks[i]!);
    this.#adapters = this.#adapters.map((input) => keepRows(input, kept));
    const own = this.#session.signature.placement === 'own';
    const tokens = own ? Math.max(...this.#rows.map((row) => row.length)) : this.#cache.tokens;
    this.#cache = await this.#session.keepRows(this.#cache, kept, tokens);
  }

  dispose(): void {
    disposeCache(this.#cache);
  }
}

/** The step that runs whole prompts, padded on the right to the longest. */
export function promptStep(
  prompts: readonly (readonly number[])[],
  padToken: number,
): Omit<SessionStep, 'cache' | 'adapters'> {
  const width = Math.max(...prompts.map((prompt) => prompt.length));
  return {
    rows: prompts.length,
    tokens: grid(prompts, width, (prompt, i) => prompt[i] ?? padToken),
    width,
    mask: grid(prompts, width, (prompt, i) => (i < prompt.length ? 1 : 0)),
    positions: grid(prompts, width, (_, i) => i),
    last: BigInt64Array.from(prompts, (prompt) => BigInt(prompt.length - 1)),
  };
}

/** Which of `width` slots hold tokens of the prompt. */
function maskOf(prompt: readonly number[], width: number): number[] {
  return Array.from({ length: width }, (_, i) => (i < prompt.length ? 1 : 0));
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A row-major [rows, width] array of whole numbers. */
function grid<T>(rows: readonly T[], width: number, value: (row: T, column: number) => number): BigInt64Array {
  const cells = new BigInt64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) cells[i * width + j] = BigInt(value(row, j));
  });
  return cells;
}
