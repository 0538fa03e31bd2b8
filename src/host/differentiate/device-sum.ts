/** Gradients of one adapter's rows, added up on the graphics device pass by pass; only their sum comes down. */
import type { DeviceTools } from '../device/tools.ts';
import type { Tensor } from '../runtime/runtime.ts';
import { gradientName } from './differentiate.ts';

/** An adapter input: its name, and the numbers of one row. */
interface Summed {
  name: string;
  shape: readonly number[];
}

export class DeviceSum {
  readonly #tools: Pick<DeviceTools, 'memory' | 'folder'>;
  readonly #parts: readonly { name: string; at: number; count: number }[];
  readonly #numbers: number;
  readonly #buffer: GPUBuffer;

  /** Begins with zeros. It is to be released. */
  constructor(tools: Pick<DeviceTools, 'memory' | 'folder'>, inputs: readonly Summed[]) {
    this.#tools = tools;
    let at = 0;
    this.#parts = inputs.map(({ name, shape }) => {
      const part = { name, at, count: shape.reduce((all, size) => all * size, 1) };
      at += part.count;
      return part;
    });
    this.#numbers = at;
    this.#buffer = tools.memory.buffer(4 * at);
  }

  /** Adds the gradients that a pass of so many rows left on the device. */
  add(outputs: Readonly<Record<string, Tensor>>, rows: number): Promise<void> {
    const into = this.#buffer;
    return this.#tools.folder.fold(
      this.#parts.map(({ name, at, count }) => ({
        from: outputs[gradientName(name)]!.gpuBuffer,
        into,
        columns: { count, from: { at: 0, stride: count }, into: { at, stride: 0 } },
        folds: [{ kept: 0, keep: 1, row: 0, rows }],
      })),
    );
  }

  /** The sums, by the adapter inputs' names, each as one row. */
  async read(): Promise<Map<string, Float32Array>> {
    const sums = new Float32Array(await this.#tools.memory.read(this.#buffer, 4 * this.#numbers));
    return new Map(this.#parts.map(({ name, at, count }) => [name, sums.subarray(at, at + count)]));
  }

  release(): void {
    this.#tools.memory.free(this.#buffer);
  }
}
