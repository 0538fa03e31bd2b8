/**
 * Runs a training graph: rows of tokens with loss weights and an adapter each go in, losses and gradients come out in
 * the adapter's own layout. The one owner of the training session.
 */
import { siteMatrices, type Adapter, type Site } from '../adapters/adapter.ts';
import { adapterFeeds, type RowsInput } from '../passes/feeds.ts';
import { LAST_INDEX } from '../passes/last.ts';
import { wholeTensor } from '../runtime/elements.ts';
import { LossWatch } from '../runtime/loss-watch.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import { gradientName, type Differentiated } from './differentiate.ts';
import { LOSS, TARGETS, WEIGHTS } from './loss.ts';
import { asTooLarge, cutPasses, passInWords, passSizes, placesOf, type PassRules, type TrainingRow } from './passes.ts';

export interface RowGradient {
  /** Σ_{t ≥ 1} weights[t] · cross-entropy(logits[t − 1], tokens[t]) */
  loss: number;
  /** of the loss with respect to `adapter.weights`, in the same layout */
  gradient: Float32Array;
}

export class Trainer {
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  readonly #graph: Omit<Differentiated, 'model'>;
  readonly #sites: readonly Site[];
  readonly #rules: PassRules;
  readonly #watch: LossWatch;

  constructor(
    runtime: Runtime,
    session: RuntimeSession,
    graph: Omit<Differentiated, 'model'>,
    sites: readonly Site[],
    rules: PassRules,
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.#graph = graph;
    this.#sites = sites;
    this.#rules = rules;
    this.#watch = new LossWatch(runtime);
  }

  /**
   * Losses and gradients of some rows, in one pass or, where that would take too much memory, in several. Rows of a pass
   * are padded to the longest, or have one length on a host that bears no padding; order and company do not matter.
   * Nothing is checked for being finite: who applies a gradient must look at it first.
   * Throws RangeError for a row whose weights are not as many as its tokens; HostError `host-too-large` for a row that
   * does not fit alone, and when memory runs out all the same, and `device-lost`.
   */
  async run(rows: readonly TrainingRow[]): Promise<RowGradient[]> {
    if (rows.length === 0) return [];
    const uneven = rows.find(({ tokens, weights }) => tokens.length !== weights.length || tokens.length === 0);
    if (uneven) throw new RangeError(`a row of ${uneven.tokens.length} tokens has ${uneven.weights.length} weights`);
    const order = [...rows.keys()];
    if (this.#rules.padding === 'equal') order.sort((a, b) => rows[a]!.tokens.length - rows[b]!.tokens.length);
    const ordered = order.map((row) => rows[row]!);
    const found: RowGradient[] = [];
    for (const pass of cutPasses(ordered, this.#graph.memory, this.#rules)) {
      try {
        found.push(...(await this.#watch.unlessLost(() => this.#pass(pass))));
      } catch (thrown) {
        throw asTooLarge(thrown, passInWords(this.#graph.memory, passSizes(pass)));
      }
    }
    const results: RowGradient[] = [];
    for (const [i, row] of order.entries()) results[row] = found[i]!;
    return results;
  }

  async #pass(rows: readonly TrainingRow[]): Promise<RowGradient[]> {
    const adapters = rows.map(({ adapter }) => adapter);
    const inputs = adapterFeeds(this.#sites, this.#graph.groups, adapters);
    const outputs = await this.#session.run(this.#feeds(rows, inputs));
    try {
      const read = async (name: string): Promise<Float32Array> => (await outputs[name]!.getData()) as Float32Array;
      const losses = await read(LOSS);
      const gradients = new Map<string, Float32Array>();
      for (const { name } of inputs) gradients.set(name, await read(gradientName(name)));
      const layout = new Map(inputs.map((input) => [input.name, input]));
      return rows.map(({ adapter }, row) => ({
        loss: losses[row]!,
        gradient: this.#rowGradient(adapter, row, layout, gradients),
      }));
    } finally {
      for (const tensor of Object.values(outputs)) tensor.dispose();
    }
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #feeds(rows: readonly TrainingRow[], adapters: readonly RowsInput[]): Record<string, Tensor> {
    const count = rows.length;
    const { Tensor } = this.#runtime;
    const feeds: Record<string, Tensor> = {};
    const whole = (name: string, values: BigInt64Array, dims: readonly number[]): void => {
      const type = this.#graph.int32Inputs.has(name) ? 'int32' : 'int64';
      feeds[name] = wholeTensor(this.#runtime, type, values, dims);
    };
    for (const { name, shape, data } of adapters) feeds[name] = new Tensor('float32', data, [count, ...shape]);
    const { tokens, ids, mask, positions } = padded(rows);
    const [places, targets, weights] = chosen(rows);
    const each = places.length / count;
    whole('input_ids', ids, [count, tokens]);
    whole('attention_mask', mask, [count, tokens]);
    whole('position_ids', positions, [count, tokens]);
    whole(LAST_INDEX, places, [count, each, 1]);
    whole(TARGETS, targets, [count, each, 1]);
    feeds[WEIGHTS] = new Tensor('float32', weights, [count, each, 1]);
    return Object.fromEntries(this.#graph.inputs.map((name) => [name, feeds[name]!]));
  }

  /** Takes one adapter's numbers out of the batch's gradients; what the scale multiplied, it multiplies again. */
  #rowGradient(
    adapter: Adapter,
    row: number,
    layout: ReadonlyMap<string, RowsInput>,
    gradients: ReadonlyMap<string, Float32Array>,
  ): Float32Array {
    const gradient = new Float32Array(adapter.weights.length);
    const matrices = siteMatrices(this.#sites, { ...adapter, weights: gradient });
    for (const { aInput, members } of this.#graph.groups) {
      const ofA = gradients.get(aInput)!;
      const { stride, shape } = layout.get(aInput)!;
      const width = shape[1]!;
      members.forEach(({ site, bInput }, member) => {
        const { a, b } = matrices[site]!;
        const from = row * stride + (member * width) / members.length;
        for (let i = 0; i < a.length; i++)
          a[i] = ofA[from + Math.floor(i / adapter.rank) * width + (i % adapter.rank)]!;
        const ofB = gradients.get(bInput)!;
        const start = row * layout.get(bInput)!.stride;
        for (let i = 0; i < b.length; i++) b[i] = ofB[start + i]! * adapter.scale;
      });
    }
    return gradient;
  }
}

/** Token ids, mask and positions [rows, tokens], padded on the right. */
function padded(rows: readonly TrainingRow[]): {
  tokens: number;
  ids: BigInt64Array;
  mask: BigInt64Array;
  positions: BigInt64Array;
} {
  const tokens = Math.max(...rows.map((row) => row.tokens.length));
  const make = (fill: (row: TrainingRow, at: number) => number): BigInt64Array =>
    BigInt64Array.from({ length: rows.length * tokens }, (_, i) =>
      BigInt(fill(rows[Math.floor(i / tokens)]!, i % tokens)),
    );
  return {
    tokens,
    ids: make((row, at) => row.tokens[at] ?? 0),
    mask: make((row, at) => (at < row.tokens.length ? 1 : 0)),
    positions: make((_, at) => at),
  };
}

/**
 * The positions whose logits the loss reads, the token that follows each, and its weight: only those with a weight, as
 * many per row as the row with most has; the rest are zeros, which add nothing.
 */
function chosen(rows: readonly TrainingRow[]): [BigInt64Array, BigInt64Array, Float32Array] {
  const kept = rows.map(({ weights }) => placesOf(weights));
  const most = Math.max(1, ...kept.map((places) => places.length));
  const places = new BigInt64Array(rows.length * most);
  const targets = new BigInt64Array(rows.length * most);
  const weights = new Float32Array(rows.length * most);
  kept.forEach((taken, row) =>
    taken.forEach((t, i) => {
      const to = row * most + i;
      places[to] = BigInt(t - 1);
      targets[to] = BigInt(rows[row]!.tokens[t]!);
      weights[to] = rows[row]!.weights[t]!;
    }),
  );
  return [places, targets, weights];
}
