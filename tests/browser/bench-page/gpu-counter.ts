/**
 * What crosses to a graphics device and back, counted where every byte must pass: WebGPU's own functions in this worker.
 * Up is what `writeBuffer` writes and what is mapped for writing or at a buffer's creation; down is what is mapped for
 * reading. Copies within the device, dispatches, and the bytes of buffers that are alive are counted beside them. Ranges
 * are counted as they were mapped, so what is rounded up on its way counts with its rounding.
 */

export interface GpuTraffic {
  /** bytes */
  up: number;
  down: number;
  within: number;
  dispatches: number;
  /** bytes of buffers that were made and not destroyed, now, and how many these are */
  alive: number;
  buffers: number;
}

// As much of WebGPU as is counted; TypeScript's library does not know it in workers yet.
interface CountedBuffer {
  size: number;
  mapAsync(mode: number, ...range: number[]): Promise<void>;
  getMappedRange(...range: number[]): ArrayBuffer;
  destroy(): void;
}
type Made<T> = { prototype: T };
interface Counted {
  GPUDevice: Made<{ createBuffer(wanted: { size: number; mappedAtCreation?: boolean }): CountedBuffer }>;
  GPUQueue: Made<{
    writeBuffer(to: CountedBuffer, at: number, data: BufferSource, from?: number, size?: number): void;
  }>;
  GPUBuffer: Made<CountedBuffer>;
  GPUCommandEncoder: Made<{ copyBufferToBuffer(...args: unknown[]): void }>;
  GPUComputePassEncoder: Made<
    Record<'dispatchWorkgroups' | 'dispatchWorkgroupsIndirect', (...args: unknown[]) => void>
  >;
}

const READ = 1;
const total: GpuTraffic = { up: 0, down: 0, within: 0, dispatches: 0, alive: 0, buffers: 0 };
/** Which way the bytes of a mapped buffer go. */
const ways = new WeakMap<CountedBuffer, 'up' | 'down'>();
const living = new WeakSet<CountedBuffer>();
let counting = false;

/** What has passed since the worker began to count; the first call begins. */
export function gpuTraffic(): GpuTraffic {
  if (!counting) begin();
  return { ...total };
}

/** What passed between two counts; what is alive is that of the second. */
export function between(before: GpuTraffic, after: GpuTraffic): GpuTraffic {
  return {
    up: after.up - before.up,
    down: after.down - before.down,
    within: after.within - before.within,
    dispatches: after.dispatches - before.dispatches,
    alive: after.alive,
    buffers: after.buffers,
  };
}

function begin(): void {
  counting = true;
  const gpu = globalThis as unknown as Partial<Counted>;
  if (!gpu.GPUDevice) return;
  const { GPUDevice, GPUQueue, GPUBuffer, GPUCommandEncoder, GPUComputePassEncoder } = gpu as Counted;
  replace(
    GPUDevice.prototype,
    'createBuffer',
    (make) =>
      function (this: object, wanted) {
        const buffer = make.call(this as never, wanted);
        living.add(buffer);
        total.alive += wanted.size;
        total.buffers += 1;
        if (wanted.mappedAtCreation) ways.set(buffer, 'up');
        return buffer;
      },
  );
  replace(
    GPUQueue.prototype,
    'writeBuffer',
    (write) =>
      function (this: object, to, at, data, from = 0, size) {
        const unit = ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
        total.up += size === undefined ? data.byteLength - from * unit : size * unit;
        write.call(this as never, to, at, data, from, size);
      },
  );
  replace(
    GPUBuffer.prototype,
    'mapAsync',
    (map) =>
      function (this: CountedBuffer, mode, ...range) {
        ways.set(this, mode === READ ? 'down' : 'up');
        return map.call(this, mode, ...range);
      },
  );
  replace(
    GPUBuffer.prototype,
    'getMappedRange',
    (mapped) =>
      function (this: CountedBuffer, ...range) {
        const bytes = mapped.call(this, ...range);
        total[ways.get(this) ?? 'up'] += bytes.byteLength;
        return bytes;
      },
  );
  replace(
    GPUBuffer.prototype,
    'destroy',
    (destroy) =>
      function (this: CountedBuffer) {
        if (living.delete(this)) {
          total.alive -= this.size;
          total.buffers -= 1;
        }
        destroy.call(this);
      },
  );
  replace(
    GPUCommandEncoder.prototype,
    'copyBufferToBuffer',
    (copy) =>
      function (this: object, ...args) {
        total.within += bytesCopied(args);
        copy.apply(this as never, args);
      },
  );
  for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const)
    replace(
      GPUComputePassEncoder.prototype,
      name,
      (dispatch) =>
        function (this: object, ...args) {
          total.dispatches += 1;
          dispatch.apply(this as never, args);
        },
    );
}

function replace<T, K extends keyof T>(of: T, name: K, change: (was: T[K]) => T[K]): void {
  of[name] = change(of[name]);
}

/** (from, at, to, at, size), or (from, to, size?) in newer browsers. */
function bytesCopied(args: readonly unknown[]): number {
  const size = typeof args[1] === 'number' ? args[4] : args[2];
  return typeof size === 'number' ? size : (args[0] as CountedBuffer).size;
}
