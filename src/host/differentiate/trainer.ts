/**
 * Runs a training graph: rows of tokens with loss weights and an adapter each go in, losses and gradients come out in
 * the adapter's own layout. The one owner of the training session.
 */
import { siteMatrices, type Adapter, type Site } from '../adapters/adapter.ts';
import { borrowBank } from '../bank/shared.ts';
import { toolsOf, type DeviceTools } from '../device/tools.ts';
import { adapterFeeds, type RowsInput } from '../passes/feeds.ts';
import { LAST_INDEX } from '../passes/last.ts';
import { wholeTensor } from '../runtime/elements.ts';
import { LossWatch } from '../runtime/loss-watch.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import { DeviceSum } from './device-sum.ts';
import { gradientName, type Differentiated } from './differentiate.ts';
import { LOSS, TARGETS, WEIGHTS } from './loss.ts';
import { asTooLarge, cutPasses, passInWords, passSizes, placesOf, type PassRules, type TrainingRow } from './passes.ts';

/** Of one row, or summed over several of one adapter. */
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
  /** where adapters and gradients stay on a graphics device */
  readonly #device: DeviceTools | undefined;
  readonly #borrowed: ReturnType<typeof borrowBank> | undefined;

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
    this.#device = toolsOf(runtime);
    this.#borrowed = this.#device && borrowBank(this.#device, { sites, groups: graph.groups });
  }

  /**
   * Losses and gradients of some rows, in one pass or, where that would take too much memory, in several. Rows of a pass
   * are padded to the longest, or have one length on a host that bears no padding; order and company do not matter.
   * Nothing is checked for being finite: who applies a gradient must look at it first.
   * Throws RangeError for a row whose weights are not as many as its tokens; HostError `host-too-large` for a row that
   * does not fit alone, and when memory runs out all the same, and `device-lost`.
   */
  async run(rows: readonly TrainingRow[]): Promise<RowGradient[]> {
    const results: RowGradient[] = [];
    await this.#passes(rows, async (pass, numbers) => {
      const adapters = pass.map(({ adapter }) => adapter);
      const worn = this.#borrowed?.bank.wear(adapters);
      const inputs = worn?.inputs ?? adapterFeeds(this.#sites, this.#graph.groups, adapters);
      await this.#pass(pass, inputs, async (outputs, losses) => {
        const gradients = new Map<string, Float32Array>();
        for (const { name } of inputs) gradients.set(name, await numbersOf(outputs[gradientName(name)]!));
        for (const [row, { adapter }] of pass.entries())
          results[numbers[row]!] = { loss: losses[row]!, gradient: this.#rowGradient(adapter, row, inputs, gradients) };
      }).finally(() => worn?.takeOff());
    });
    return results;
  }

  /**
   * The sum over some rows of one adapter, in passes of `passRows` rows at most. On a graphics device gradients are added
   * up where they lie, and one comes down.
   * Throws as `run` does; RangeError for rows of several adapters, or none.
   */
  async sum(rows: readonly TrainingRow[], passRows: number): Promise<RowGradient> {
    const adapter = rows[0]?.adapter;
    if (!adapter || rows.some((row) => row.adapter !== adapter))
      throw new RangeError('only rows of one adapter have a sum');
    const parts: TrainingRow[][] = [];
    for (let from = 0; from < rows.length; from += passRows) parts.push(rows.slice(from, from + passRows));
    const worn = this.#borrowed?.bank.wear([adapter]);
    if (worn) return this.#sumOnDevice(parts, adapter, worn.inputs).finally(() => worn.takeOff());
    const total: RowGradient = { loss: 0, gradient: new Float32Array(adapter.weights.length) };
    for (const part of parts)
      for (const { loss, gradient } of await this.run(part)) {
        total.loss += loss;
        for (let i = 0; i < gradient.length; i++) total.gradient[i]! += gradient[i]!;
      }
    return total;
  }

  release(): Promise<void> {
    this.#borrowed?.giveBack();
    return this.#session.release();
  }

  /** @param worn  what a row with the adapter wears, in a bank */
  async #sumOnDevice(
    parts: readonly TrainingRow[][],
    adapter: Adapter,
    worn: readonly RowsInput[],
  ): Promise<RowGradient> {
    const sum = new DeviceSum(this.#device!, worn);
    try {
      let loss = 0;
      for (const part of parts)
        await this.#passes(part, (pass) => {
          const inputs = worn.map((input) => ({ ...input, data: new Int32Array(pass.length).fill(input.data[0]!) }));
          return this.#pass(pass, inputs, async (outputs, losses) => {
            for (const each of losses) loss += each;
            await sum.add(outputs, pass.length);
          });
        });
      const sums = await this.#watch.unlessLost(() => sum.read());
      return { loss, gradient: this.#rowGradient(adapter, 0, worn, sums) };
    } finally {
      sum.release();
    }
  }

  /** Cuts rows into passes and goes through them. @param take  given a pass, and the places of its rows in the list */
  async #passes(
    rows: readonly TrainingRow[],
    take: (pass: readonly TrainingRow[], places: readonly number[]) => Promise<void>,
  ): Promise<void> {
    const uneven = rows.find(({ tokens, weights }) => tokens.length !== weights.length || tokens.length === 0);
    if (uneven) throw new RangeError(`a row of ${uneven.tokens.length} tokens has ${uneven.weights.length} weights`);
    const order = [...rows.keys()];
    if (this.#rules.padding === 'equal') order.sort((a, b) => rows[a]!.tokens.length - rows[b]!.tokens.length);
    const ordered = order.map((row) => rows[row]!);
    let at = 0;
    for (const pass of cutPasses(ordered, this.#graph.memory, this.#rules)) {
      const places = order.slice(at, at + pass.length);
      at += pass.length;
      try {
        await this.#watch.unlessLost(() => take(pass, places));
      } catch (thrown) {
        throw asTooLarge(thrown, passInWords(this.#graph.memory, passSizes(pass)));
      }
    }
  }

  /** Runs one pass. Its outputs are there while `read` looks at them. */
  async #pass(
    rows: readonly TrainingRow[],
    inputs: readonly RowsInput[],
    read: (outputs: Readonly<Record<string, Tensor>>, losses: Float32Array) => Promise<void>,
  ): Promise<void> {
    const outputs = await this.#session.run(await this.#feeds(rows, inputs));
    try {
      await read(outputs, await numbersOf(outputs[LOSS]!));
    } finally {
      for (const tensor of Object.values(outputs)) tensor.dispose();
    }
  }

  async #feeds(rows: readonly TrainingRow[], adapters: readonly RowsInput[]): Promise<Record<string, Tensor>> {
    const count = rows.length;
    const { Tensor } = this.#runtime;
    const feeds: Record<string, Tensor> = {};
    const whole = (name: string, values: BigInt64Array, dims: readonly number[]): void => {
      const type = this.#graph.int32Inputs.has(name) ? 'int32' : 'int64';
      feeds[name] = wholeTensor(this.#runtime, type, values, dims);
    };
    const picked = adapters.filter(({ data }) => data instanceof Int32Array);
    for (const { name, shape, data } of adapters)
      if (data instanceof Float32Array) feeds[name] = new Tensor('float32', data, [count, ...shape]);
    if (picked.length > 0) for (const [name, tensor] of await this.#borrowed!.bank.pick(picked)) feeds[name] = tensor;
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
    inputs: readonly Pick<RowsInput, 'name' | 'shape'>[],
    gradients: ReadonlyMap<string, Float32Array>,
  ): Float32Array {
    const gradient = new Float32Array(adapter.weights.length);
    const matrices = siteMatrices(this.#sites, { ...adapter, weights: gradient });
    const shapes = new Map(inputs.map(({ name, shape }) => [name, shape as [number, number]]));
    for (const { aInput, members } of this.#graph.groups) {
      const ofA = gradients.get(aInput)!;
      const [height, width] = shapes.get(aInput)!;
      members.forEach(({ site, bInput }, member) => {
        const { a, b } = matrices[site]!;
        const from = row * height * width + (member * width) / members.length;
        for (let i = 0; i < a.length; i++)
          a[i] = ofA[from + Math.floor(i / adapter.rank) * width + (i % adapter.rank)]!;
        const ofB = gradients.get(bInput)!;
        const [rank, outputs] = shapes.get(bInput)!;
        const start = row * rank * outputs;
        for (let i = 0; i < b.length; i++) b[i] = ofB[start + i]! * adapter.scale;
      });
    }
    return gradient;
  }
}

async function numbersOf(tensor: Tensor): Promise<Float32Array> {
  return (await tensor.getData()) as Float32Array;
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
