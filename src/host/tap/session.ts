/**
 * A decoder's session with taps. It looks like any other session to the decode loop: it adds offsets and token weights to what
 * is fed, takes the pools out of what comes back, and sums them up per row. Where pools lie on a graphics device they are
 * summed there and come down once, when the batch has ended.
 *
 * A row's number travels with its adapter as one more per-row input, because rows move when ended ones leave the batch.
 */
import { toolsOf, type DeviceTools } from '../device/tools.ts';
import { LAST_WEIGHT, POOLS_OUTPUT, TOKEN_WEIGHTS, type TappedGroup } from '../passes/tap.ts';
import type { RowsInput } from '../passes/feeds.ts';
import { wholesOf } from '../runtime/elements.ts';
import { LossWatch } from '../runtime/loss-watch.ts';
import type { Runtime, RuntimeSession, Tensor } from '../runtime/runtime.ts';
import { BatchOffsets, type RowOffset } from './offsets.ts';
import { PooledReading, type TapLayout } from './reading.ts';

/** float32 [rows, 1], for this session and not for the graph: which reading a row belongs to. */
const ROW_NUMBER = 'tap.row';

/** A batch as its observer begins it. */
interface TappedBatch {
  offsets: readonly RowOffset[];
  /** its adapter inputs */
  adapters: readonly RowsInput[];
  /** per token, above 0 and at most 1 */
  decay: number;
}

export class TapSession implements RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #runtime: Runtime;
  readonly #session: RuntimeSession;
  readonly #groups: readonly TappedGroup[];
  readonly #layout: TapLayout;
  readonly #tools: DeviceTools | undefined;
  readonly #watch: LossWatch;
  #readings: PooledReading[] = [];
  #offsets: BatchOffsets | undefined;
  /** the readings' pools on a device, [rows, width] */
  #pools: GPUBuffer | undefined;
  /** tokens of each row so far */
  #tokens: number[] = [];
  #decay = 1;

  constructor(runtime: Runtime, session: RuntimeSession, groups: readonly TappedGroup[], layout: TapLayout) {
    this.#runtime = runtime;
    this.#session = session;
    this.#groups = groups;
    this.#layout = layout;
    this.#tools = toolsOf(runtime);
    this.#watch = new LossWatch(runtime);
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
  }

  /** Starts new readings, one a row. Throws RangeError for an impossible decay. */
  begin({ offsets, adapters, decay }: TappedBatch): void {
    if (!(decay > 0 && decay <= 1)) throw new RangeError(`${decay} is no decay per token`);
    this.#forget();
    const rows = offsets.length;
    this.#readings = offsets.map(() => new PooledReading(this.#layout));
    this.#tokens = new Array<number>(rows).fill(0);
    this.#decay = decay;
    this.#offsets = new BatchOffsets(this.#runtime, this.#tools, this.#groups, adapters, offsets);
  }

  /** The readings of the batch that has ended. Throws HostError `device-lost`. */
  async end(): Promise<readonly PooledReading[]> {
    const { width } = this.#layout;
    const [pools, readings] = [this.#pools, this.#readings];
    if (pools) {
      const read = () => this.#tools!.memory.read(pools, 4 * width * readings.length);
      const data = new Float32Array(await this.#watch.unlessLost(read));
      readings.forEach((reading, row) => reading.take(data.subarray(row * width, (row + 1) * width)));
    }
    this.#forget();
    return readings;
  }

  /** Feeds whose rows have no number are run without offsets and leave no reading. */
  async run(given: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const { [ROW_NUMBER]: numbered, ...feeds } = given as Record<string, Tensor>;
    const numbers = numbered && Array.from(numbered.data as Float32Array);
    if (numbers) for (const [name, tensor] of await this.#offsets!.pick(numbers)) feeds[name] = tensor;
    else this.#addSilence(feeds);
    const counts = this.#addWeights(feeds, numbers);
    const { [POOLS_OUTPUT]: pools, ...outputs } = await this.#session.run(feeds);
    try {
      if (numbers) await this.#pool(pools!, numbers, counts);
    } finally {
      pools!.dispose();
    }
    return outputs;
  }

  async release(): Promise<void> {
    this.#forget();
    await this.#session.release();
  }

  /** Adds a step's pools to those of the rows that had tokens of their own in it. */
  async #pool(pools: Tensor, numbers: readonly number[], counts: readonly number[]): Promise<void> {
    const { width, lastFrom } = this.#layout;
    const rows = numbers.flatMap((number, row) => {
      const tokens = counts[row]!;
      if (tokens === 0) return [];
      this.#tokens[number]! += tokens;
      return [{ row, number, fades: this.#readings[number]!.count(tokens, this.#decay) }];
    });
    if (pools.location !== 'gpu-buffer') {
      const data = (await pools.getData()) as Float32Array;
      for (const { row, number, fades } of rows)
        this.#readings[number]!.add(data.subarray(row * width, (row + 1) * width), fades);
      return;
    }
    const { memory, folder } = this.#tools!;
    const from = pools.gpuBuffer;
    this.#pools ??= memory.buffer(4 * width * this.#tokens.length);
    const into = this.#pools;
    const columns = (at: number, end: number) => ({
      count: end - at,
      from: { at, stride: width },
      into: { at, stride: width },
    });
    const folds = (which: 'all' | 'last') =>
      rows.map(({ row, number, fades }) => ({ kept: number, keep: fades[which], row, rows: 1 }));
    await folder.fold([
      { from, into, columns: columns(0, lastFrom), folds: folds('all') },
      { from, into, columns: columns(lastFrom, width), folds: folds('last') },
    ]);
  }

  #forget(): void {
    this.#offsets?.release();
    this.#offsets = undefined;
    if (this.#pools) this.#tools!.memory.free(this.#pools);
    this.#pools = undefined;
    this.#readings = [];
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
  #addWeights(feeds: Record<string, Tensor>, numbers: readonly number[] | undefined): number[] {
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
      const count = seen - this.#tokens[numbers[i]!]!;
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
