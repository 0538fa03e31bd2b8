/**
 * The exploratory offsets ξ of a batch, for the rows that are in it at a step. They stay the same while rows decode, so on a
 * graphics device they are written once and picked anew only when rows have left.
 */
import type { Pieces } from '../device/move.ts';
import type { DeviceTools } from '../device/tools.ts';
import type { RowsInput } from '../passes/feeds.ts';
import type { TappedGroup } from '../passes/tap.ts';
import type { Runtime, Tensor } from '../runtime/runtime.ts';

/** A row's ξ [sites · rank] and its adapter's rank; null for silence. */
export interface RowOffset {
  rank: number;
  offset: Float32Array | null;
}

/** One graph input: its columns of a row. */
interface OffsetInput {
  name: string;
  column: number;
  width: number;
}

export class BatchOffsets {
  readonly #runtime: Pick<Runtime, 'Tensor'>;
  readonly #tools: Pick<DeviceTools, 'memory' | 'mover'> | undefined;
  readonly #inputs: readonly OffsetInput[];
  readonly #stride: number;
  /** [rows, stride] */
  readonly #data: Float32Array<ArrayBuffer>;
  /** the same on the device */
  #buffer: GPUBuffer | undefined;
  #picked: { rows: string; tensors: Map<string, Tensor> } | undefined;

  /**
   * Lays the offsets out as the adapters are.
   * @param adapters  the batch's adapter inputs, whose widths are taken over
   * @param tools  of the device where they are to stay
   */
  constructor(
    runtime: Pick<Runtime, 'Tensor'>,
    tools: Pick<DeviceTools, 'memory' | 'mover'> | undefined,
    groups: readonly TappedGroup[],
    adapters: readonly RowsInput[],
    rows: readonly RowOffset[],
  ) {
    [this.#runtime, this.#tools] = [runtime, tools];
    let stride = 0;
    this.#inputs = groups.map(({ group, offsetInput }) => {
      const width = adapters.find(({ name }) => name === group.aInput)!.shape[1]!;
      const column = stride;
      stride += width;
      return { name: offsetInput, column, width };
    });
    this.#stride = stride;
    this.#data = new Float32Array(rows.length * stride);
    rows.forEach(({ rank, offset }, row) => {
      if (!offset) return;
      groups.forEach(({ group: { members } }, i) => {
        const { column, width } = this.#inputs[i]!;
        members.forEach(({ site }, member) =>
          this.#data.set(
            offset.subarray(site * rank, (site + 1) * rank),
            row * stride + column + (member * width) / members.length,
          ),
        );
      });
    });
  }

  /** The inputs of some rows, by their numbers in the batch. On a device they hold until others are picked. */
  async pick(rows: readonly number[]): Promise<ReadonlyMap<string, Tensor>> {
    if (!this.#tools) return this.#gathered(rows);
    const key = rows.join(' ');
    if (this.#picked?.rows !== key) {
      this.#disposePicked();
      this.#picked = { rows: key, tensors: await this.#moved(this.#tools, rows) };
    }
    return this.#picked.tensors;
  }

  release(): void {
    this.#disposePicked();
    if (this.#buffer) this.#tools!.memory.free(this.#buffer);
    this.#buffer = undefined;
  }

  #gathered(rows: readonly number[]): Map<string, Tensor> {
    const { Tensor } = this.#runtime;
    const tensors = this.#inputs.map(({ name, column, width }) => {
      const data = new Float32Array(rows.length * width);
      rows.forEach((row, i) => {
        const start = row * this.#stride + column;
        data.set(this.#data.subarray(start, start + width), i * width);
      });
      return [name, new Tensor('float32', data, [rows.length, 1, width])] as const;
    });
    return new Map(tensors);
  }

  async #moved({ memory, mover }: Pick<DeviceTools, 'memory' | 'mover'>, rows: readonly number[]) {
    if (!this.#buffer) {
      this.#buffer = memory.buffer(this.#data.byteLength);
      memory.device.queue.writeBuffer(this.#buffer, 0, this.#data);
    }
    const from = this.#buffer;
    const tensors = new Map<string, Tensor>();
    const moves = this.#inputs.map(({ name, column, width }) => {
      const tensor = memory.tensor('float32', [rows.length, 1, width]);
      tensors.set(name, tensor);
      const [before, after] = [this.#stride, width].map((size) => ({ pieces: 1, size })) as [Pieces, Pieces];
      return { from, into: tensor.gpuBuffer, rows, firstRow: 0, before, after, skipped: column };
    });
    await mover.move(moves);
    return tensors;
  }

  #disposePicked(): void {
    for (const tensor of this.#picked?.tensors.values() ?? []) tensor.dispose();
    this.#picked = undefined;
  }
}
