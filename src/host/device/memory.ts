/**
 * Buffers of ours on a graphics device, beside those of ONNX Runtime. Each has one owner: whoever asked for it frees it, or
 * disposes of the tensor over it. What is written to a buffer and what is read back from it goes through here.
 */
import type { FloatType } from '../runtime/elements.ts';
import type { Runtime, Tensor } from '../runtime/runtime.ts';

/** WebGPU's flags, which not every place that loads this file has as globals. */
const [MAP_READ, COPY_SRC, COPY_DST, STORAGE] = [0x1, 0x4, 0x8, 0x80];
const READ_MODE = 1;
/** Buffers are as long as whole vectors, so that what copies in such steps never runs over the end. */
const STEP = 16;

export class DeviceMemory {
  readonly device: GPUDevice;
  readonly #Tensor: Runtime['Tensor'];
  readonly #living = new Map<GPUBuffer, number>();

  constructor(device: GPUDevice, { Tensor }: Pick<Runtime, 'Tensor'>) {
    this.device = device;
    this.#Tensor = Tensor;
  }

  /** Bytes of all buffers that were made here and not freed. */
  get bytes(): number {
    return [...this.#living.values()].reduce((sum, size) => sum + size, 0);
  }

  /** The most bytes that a buffer may have that programs read. */
  get mostBytes(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  /** A buffer of zeros. */
  buffer(bytes: number): GPUBuffer {
    const size = Math.max(STEP, Math.ceil(bytes / STEP) * STEP);
    const made = this.device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
    this.#living.set(made, size);
    return made;
  }

  /** A buffer that holds some words; small ones only, for they are written by the queue. */
  holding(words: Uint32Array<ArrayBuffer>): GPUBuffer {
    const made = this.buffer(words.byteLength);
    this.device.queue.writeBuffer(made, 0, words);
    return made;
  }

  free(buffer: GPUBuffer): void {
    if (this.#living.delete(buffer)) buffer.destroy();
  }

  /** A tensor of zeros over a buffer of its own, which goes with it. */
  tensor(type: FloatType, dims: readonly number[]): Tensor {
    const numbers = dims.reduce((all, size) => all * size, 1);
    const bytes = numbers * (type === 'float16' ? 2 : 4);
    const made = this.buffer(bytes);
    return this.#Tensor.fromGpuBuffer(made, {
      dataType: type,
      dims,
      download: async () => numbersIn(type, await this.read(made, bytes)),
      dispose: () => this.free(made),
    });
  }

  /** The first bytes of a buffer, once all work that was submitted before is done. */
  async read(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const size = Math.ceil(bytes / 4) * 4;
    const staging = this.device.createBuffer({ size, usage: MAP_READ | COPY_DST });
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
      this.device.queue.submit([encoder.finish()]);
      await staging.mapAsync(READ_MODE);
      return staging.getMappedRange().slice(0, bytes);
    } finally {
      staging.destroy();
    }
  }
}

type HalfArray = new (bytes: ArrayBuffer) => Float32Array;

/** As ONNX Runtime gives them: halves as numbers where JavaScript has such arrays, else as their bits. */
function numbersIn(type: FloatType, bytes: ArrayBuffer): Float32Array {
  if (type === 'float32') return new Float32Array(bytes);
  const { Float16Array = Uint16Array as unknown as HalfArray } = globalThis as { Float16Array?: HalfArray };
  return new Float16Array(bytes);
}
