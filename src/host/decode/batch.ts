/**
 * One slice of a batch while it is decoded: prompts padded on the side that the host bears, each row's next token chosen
 * from the logits at its own last token, each row's cache growing at its own length. Rows that end leave the batch, and
 * the cache is cut to what the longest row left needs. A row's tokens do not depend on the rows beside it.
 */
import type { Adapter } from '../adapters/adapter.ts';
import { cutPrefill } from './cut.ts';
import { keepRows, rowsBetween, type RowsInput } from '../passes/feeds.ts';
import type { Padding } from '../find/padding.ts';
import { disposeCache, type Cache, type Side } from './cache.ts';
import type { DecoderSession, Stepped } from './session.ts';
import { sample, type Draws } from './sampling.ts';
import { promptStep, sideOf, tokenStep } from './steps.ts';

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
  /** slots of the cache that are its own, neighbours all */
  length: number;
  finish: DecodeResult['finish'] | undefined;
}

export interface BatchRules {
  endTokens: readonly number[];
  padToken: number;
  contextTokens: number;
}

/** What a batch is run on. */
export interface BatchDecoder {
  session: DecoderSession;
  rules: BatchRules;
  /** where padding may be */
  padding: Padding;
  /** the fewest rows a run may have; a lone row is run as this many where a one-row kernel rounds differently */
  leastRows: number;
}

export class Batch {
  readonly #session: DecoderSession;
  readonly #rules: BatchRules;
  readonly #side: Side;
  /** whether a token's position is its slot, so that slots must stay where they are once they are filled */
  readonly #slotsArePositions: boolean;
  readonly #leastRows: number;
  #rows: Row[];
  #adapters: RowsInput[];
  #cache: Cache;
  readonly #observe: ((index: number, logits: Float32Array) => void) | undefined;

  constructor(
    { session, rules, padding, leastRows }: BatchDecoder,
    requests: readonly { request: DecodeRequest; index: number }[],
    adapters: RowsInput[],
    observe?: (index: number, logits: Float32Array) => void,
  ) {
    this.#session = session;
    this.#side = sideOf(padding);
    this.#slotsArePositions = padding === 'left';
    this.#leastRows = leastRows;
    this.#observe = observe;
    this.#rules = rules;
    this.#rows = requests.map(({ request, index }) => ({ request, index, tokens: [], length: 0, finish: undefined }));
    this.#adapters = adapters;
    this.#cache = session.emptyCache(requests.length);
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
    for (const row of this.#rows) row.length = row.request.prompt.length;
    const lengths = this.#rows.map(({ length }) => length);
    const caches: Cache[] = [];
    const logits: Float32Array[] = [];
    for (const [from, to] of this.#slotsArePositions
      ? [[0, lengths.length] as const]
      : cutPrefill(lengths, this.#leastRows)) {
      const stepped = await this.#prefillPart(from, to);
      caches.push(stepped.cache);
      logits.push(stepped.logits);
      await breathe?.();
    }
    const cache = await this.#session.joinCaches(caches, this.#side);
    this.#choose({ logits: logits.length === 1 ? logits[0]! : concatenated(logits), cache });
  }

  /** Runs all that rows `from` up to `to` have in their slots. */
  #prefillPart(from: number, to: number): Promise<Stepped> {
    const rows = this.#rows.slice(from, to);
    const filled = rows.map(({ request, tokens, length }) => [...request.prompt, ...tokens].slice(0, length));
    return this.#session.run({
      ...promptStep(filled, this.#rules.padToken, this.#side),
      cache: this.#session.emptyCache(rows.length),
      adapters: this.#adapters.map((input) => rowsBetween(input, from, to)),
    });
  }

  /** Runs each row's newest token and chooses the next one. */
  async step(): Promise<void> {
    const rows = this.#rows;
    for (const row of rows) if (row.finish === undefined) row.length += 1;
    const tokens = rows.map(({ finish, tokens }) => (finish === undefined ? tokens.at(-1)! : this.#rules.padToken));
    const lengths = rows.map(({ length }) => length);
    const stepped = await this.#session.run({
      ...tokenStep(tokens, lengths, this.#cache.tokens + 1, this.#side),
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

  /**
   * Lets ended rows go when they are worth the copying, at least one row in `share`, or when the longest of them would
   * take the others past the end of the context. Slots that must not move are then filled anew, with less padding.
   */
  async compact(share: number): Promise<void> {
    const rows = this.#rows;
    const kept = new Set(rows.filter(({ finish }) => finish === undefined));
    if (kept.size === 0) return;
    const tokens = Math.max(...[...kept].map(({ length }) => length));
    for (const row of rows) if (kept.size < this.#leastRows) kept.add(row);
    const isFull = this.#cache.tokens >= this.#rules.contextTokens;
    if (!isFull && (kept.size === rows.length || (rows.length - kept.size) * share < rows.length)) return;
    const places = rows.flatMap((row, i) => (kept.has(row) ? [i] : []));
    this.#rows = places.map((i) => rows[i]!);
    for (const row of this.#rows) row.length = Math.min(row.length, tokens);
    this.#adapters = this.#adapters.map((input) => keepRows(input, places));
    if (isFull && this.#slotsArePositions) {
      this.dispose();
      ({ cache: this.#cache } = await this.#prefillPart(0, this.#rows.length));
    } else {
      const slots = this.#slotsArePositions ? this.#cache.tokens : tokens;
      this.#cache = await this.#session.keepRows(this.#cache, places, slots, this.#side);
    }
  }

  dispose(): void {
    disposeCache(this.#cache);
  }
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
