/**
 * A decoder's session with taps. It looks like any other session to the decode loop: it adds the token weights to what is
 * fed, takes the pools out of what comes back, and sums them up per row.
 *
 * A row's number travels with its adapter as one more per-row input, because rows move when ended ones leave the batch.
 */
import type { RowsInput } from '../passes/feeds.ts';
import { wholesOf } from '../runtime/elements.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import { LAST_WEIGHT, POOLS_OUTPUT, TOKEN_WEIGHTS, type TappedGroup } from '../passes/tap.ts';
import { PooledReading, type TapLayout } from './reading.ts';

/** float32 [rows, 1], for this session and not for the graph: which reading a row belongs to. */
const ROW_NUMBER = 'tap.row';

export class TapSession implements RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  readonly #groups: readonly TappedGroup[];
  readonly #layout: TapLayout;
  #readings: PooledReading[] = [];
  /** tokens of each row so far */
  #tokens: number[] = [];
  #decay = 1;

  constructor(runtime: Runtime, session: RuntimeSession, groups: readonly TappedGroup[], layout: TapLayout) {
    this.#runtime = runtime;
    this.#session = session;
    this.#groups = groups;
    this.#layout = layout;
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
  }

  /** Starts new readings for so many rows. @param decay  per token, above 0 and at most 1 */
  begin(rows: number, decay: number): void {
    if (!(decay > 0 && decay <= 1)) throw new RangeError(`${decay} is no decay per token`);
    this.#readings = Array.from({ length: rows }, () => new PooledReading(this.#layout));
    this.#tokens = new Array<number>(rows).fill(0);
    this.#decay = decay;
  }

  get readings(): readonly PooledReading[] {
    return this.#readings;
  }

  /** Feeds whose rows have no number are run without offsets and leave no reading. */
  async run(given: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const { [ROW_NUMBER]: numbers, ...feeds } = given as Record<string, Tensor>;
    if (!numbers) this.#addSilence(feeds);
    const counts = this.#addWeights(feeds, numbers);
    const { [POOLS_OUTPUT]: pools, ...outputs } = await this.#session.run(feeds);
    const data = (await pools!.getData(true)) as Float32Array;
    const { width } = this.#layout;
    counts.forEach((count, i) => {
      if (count === 0) return;
      const number = (numbers!.data as Float32Array)[i]!;
      this.#tokens[number]! += count;
      this.#readings[number]!.add(data.subarray(i * width, (i + 1) * width), count, this.#decay);
    });
    return outputs;
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  /** Offsets of zero, as wide as the adapters fed. */
  #addSilence(feeds: Record<string, Tensor>): void {
    for (const { group, offsetInput } of this.#groups) {
      const [rows, , width] = feeds[group.aInput]!.dims as [number, number, number];
      feeds[offsetInput] = new this.#runtime.Tensor('float32', new Float32Array(rows * width), [rows, 1, width]);
    }
  }

  /**
   * Adds the weights of this step's tokens; returns how many of them belong to each row. An ended row's tokens are
   * padding: its mask does not grow. A prompt's tokens lie in their slots, so padding on the left moves them.
   */
  #addWeights(feeds: Record<string, Tensor>, numbers: Tensor | undefined): number[] {
    const [rows, width] = feeds['input_ids']!.dims as [number, number];
    const mask = feeds['attention_mask']!;
    const slots = mask.dims[1]!;
    const marks = wholesOf(mask);
    const weights = new Float32Array(rows * width);
    const lastWeights = new Float32Array(rows);
    const counts = Array.from({ length: rows }, (_, i) => {
      if (!numbers) return 0;
      const row = Array.from({ length: slots }, (_, slot) => marks[i * slots + slot]!);
      const seen = row.reduce((sum, mark) => sum + mark, 0);
      const count = seen - this.#tokens[(numbers.data as Float32Array)[i]!]!;
      const first = slots === width ? row.indexOf(1) : 0;
      for (let t = 0; t < count; t++) weights[i * width + first + t] = this.#decay ** (count - 1 - t);
      lastWeights[i] = count > 0 ? 1 : 0;
      return count;
    });
    const { Tensor } = this.#runtime;
    feeds[TOKEN_WEIGHTS] = new Tensor('float32', weights, [rows, 1, width]);
    if (this.inputNames.includes(LAST_WEIGHT)) feeds[LAST_WEIGHT] = new Tensor('float32', lastWeights, [rows, 1, 1]);
    return counts;
  }
}

/** The rows' numbers as a per-row input. */
export function rowNumbers(rows: number): RowsInput {
  return { name: ROW_NUMBER, shape: [1], stride: 1, data: Float32Array.from({ length: rows }, (_, i) => i) };
}

/** A row's ξ [sites · rank] and its adapter's rank; null for silence. */
export interface RowOffset {
  rank: number;
  offset: Float32Array | null;
}

/**
 * The offsets of a batch as per-row inputs, laid out as the adapters are.
 * @param adapters  the batch's adapter inputs, whose widths are taken over
 */
export function offsetFeeds(
  groups: readonly TappedGroup[],
  adapters: readonly RowsInput[],
  rows: readonly RowOffset[],
): RowsInput[] {
  return groups.map(({ group, offsetInput }) => {
    const width = adapters.find(({ name }) => name === group.aInput)!.shape[1]!;
    const columns = width / group.members.length;
    const data = new Float32Array(rows.length * width);
    rows.forEach(({ rank, offset }, row) => {
      if (!offset) return;
      group.members.forEach(({ site }, member) =>
        data.set(offset.subarray(site * rank, (site + 1) * rank), row * width + member * columns),
      );
    });
    return { name: offsetInput, shape: [1, width], stride: width, data };
  });
}
