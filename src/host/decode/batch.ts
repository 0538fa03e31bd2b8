/**
 * One slice of a batch while it is decoded: prompts padded on the side that the host bears, each row's next token chosen
 * from the logits at its own last token, each row's cache growing at its own length. Rows that end leave the batch, and
 * the cache is cut to what the longest row left needs. A row's tokens do not depend on the rows beside it.
 */
import type { Adapter } from '../adapters/adapter.ts';
import type { Choice } from '../device/choose.ts';
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

/** Takes no draw. */
const GREEDY: Choice = { temperature: 0, topP: 1, draw: 0 };

export class Batch {
  readonly #session: DecoderSession;
  readonly #rules: BatchRules;
  readonly #side: Side;
  /** whether a token's position is its slot, so that slots must stay where they are once they are filled */
  readonly #slotsArePositions: boolean;
  readonly #leastRows: number;
  #rows: Row[];
  #adapters: readonly RowsInput[];
  #cache: Cache;
  readonly #observe: ((index: number, logits: Float32Array) => void) | undefined;

  constructor(
    { session, rules, padding, leastRows }: BatchDecoder,
    requests: readonly { request: DecodeRequest; index: number }[],
    adapters: readonly RowsInput[],
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
    const tokens: (number | undefined)[] = [];
    for (const [from, to] of this.#slotsArePositions
      ? [[0, lengths.length] as const]
      : cutPrefill(lengths, this.#leastRows)) {
      const rows = this.#rows.slice(from, to);
      const stepped = await this.#prefillPart(from, to, this.#choicesFor(rows));
      caches.push(stepped.cache);
      tokens.push(...this.#chosen(stepped, rows));
      await breathe?.();
    }
    this.#cache = await this.#session.joinCaches(caches, this.#side);
    this.#write(tokens);
  }

  /** Runs all that rows `from` up to `to` have in their slots. */
  #prefillPart(from: number, to: number, choices: Choice[] | undefined): Promise<Stepped> {
    const rows = this.#rows.slice(from, to);
    const filled = rows.map(({ request, tokens, length }) => [...request.prompt, ...tokens].slice(0, length));
    return this.#session.run({
      ...promptStep(filled, this.#rules.padToken, this.#side),
      cache: this.#session.emptyCache(rows.length),
      adapters: this.#adapters.map((input) => rowsBetween(input, from, to)),
      choices,
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
      choices: this.#choicesFor(rows),
    });
    this.#cache = stepped.cache;
    this.#write(this.#chosen(stepped, rows));
  }

  /**
   * How a session that chooses tokens itself is to do it; undefined where they are chosen here, as they are where somebody
   * looks at the logits. Each row that still writes gives one draw, as it would here.
   */
  #choicesFor(rows: readonly Row[]): Choice[] | undefined {
    if (!this.#session.chooses || this.#observe) return undefined;
    return rows.map(({ finish, request: { temperature, topP, random } }) =>
      finish === undefined && temperature > 0 ? { temperature, topP, draw: random.uniform() } : GREEDY,
    );
  }

  /** The next token of each row; undefined for ended ones, where tokens are chosen here. */
  #chosen({ tokens, logits }: Stepped, rows: readonly Row[]): readonly (number | undefined)[] {
    if (tokens) return tokens;
    const vocabulary = logits!.length / rows.length;
    return rows.map((row, i) => {
      if (row.finish !== undefined) return undefined;
      const { temperature, topP, random } = row.request;
      const own = logits!.subarray(i * vocabulary, (i + 1) * vocabulary);
      this.#observe?.(row.index, own);
      return sample(own, temperature, topP, random);
    });
  }

  /** Gives each row that still writes its next token. */
  #write(tokens: readonly (number | undefined)[]): void {
    this.#rows.forEach((row, i) => {
      if (row.finish !== undefined) return;
      const token = tokens[i]!;
      row.tokens.push(token);
      if (this.#rules.endTokens.includes(token)) row.finish = 'eos';
      else if (row.tokens.length >= row.request.maxNewTokens) row.finish = 'length';
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
      const choices = this.#session.chooses ? this.#rows.map(() => GREEDY) : undefined;
      ({ cache: this.#cache } = await this.#prefillPart(0, this.#rows.length, choices));
    } else {
      const slots = this.#slotsArePositions ? this.#cache.tokens : tokens;
      this.#cache = await this.#session.keepRows(this.#cache, places, slots, this.#side);
    }
  }

  dispose(): void {
    disposeCache(this.#cache);
  }
}
