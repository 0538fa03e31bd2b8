/**
 * What the host needs of ONNX Runtime, and no more. The concrete runtimes (onnxruntime-web in a worker,
 * onnxruntime-node on the command line) are handed in from outside, so everything above runs unchanged in both.
 */
import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-common';

export type { Tensor } from 'onnxruntime-common';

export interface ExternalData {
  /** the location written in the model */
  path: string;
  data: Uint8Array;
}

/** How a session holds weights that its file packs: as they lie, unpacked once, or as they lie with activations rounded. */
export type Held = 'packed' | 'unpacked' | 'rounded';

export interface SessionOptions {
  externalData?: readonly ExternalData[];
  /** by default packed */
  held?: Held;
  /** bytes that it will hold, as they were planned; 0 unless told */
  plannedBytes?: number;
  /** false: no plan of a run's memory is kept for the next run of the same sizes; slower to allocate, half as large */
  memoryPlan?: boolean;
  /** outputs that stay on the graphics device, where the runtime has `gpu` */
  resident?: readonly string[];
}

export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** Where it computes: WebAssembly, a graphics device by WebGPU, Node's processor, or another device of Node's. */
export type RuntimeKind = 'wasm' | 'webgpu' | 'node' | 'cuda' | 'coreml' | 'dml';

/** Whether a row is the same bits beside any others: on processors. Other devices choose how they sum by a batch's shape. */
export function isExact(kind: RuntimeKind): boolean {
  return kind === 'wasm' || kind === 'node';
}

export interface Runtime {
  readonly kind: RuntimeKind;
  readonly threads: number;
  /** for people: such as 'WebAssembly, 2 threads' */
  readonly label: string;
  /** plain sentences, such as why WebGPU is not used */
  readonly notes: readonly string[];
  /** true where float16 is computed as float16; a model of halves is computed in float32 elsewhere */
  readonly halves?: boolean;
  /** so many bytes of packed weights may be unpacked, in a session; 0 where packed ones are fast. None unless told */
  readonly unpackBytes?: number;
  /** bytes that are free for sessions now; none where nobody can know */
  readonly freeBytes?: () => number;
  readonly Tensor: TensorConstructor;
  /** the graphics device that sessions compute on, where tensors can stay there from run to run */
  readonly gpu?: GPUDevice;
  /** resolves with the reason when a graphics device is lost; also when `dispose` gives it back */
  readonly lost?: Promise<string>;
  /** a processor beside the device, to hold the device's answers against; where `kind` is none */
  readonly processor?: () => Promise<Runtime>;
  createSession(model: Uint8Array, options?: SessionOptions): Promise<RuntimeSession>;
  dispose(): Promise<void>;
}

/**
 * Session settings by how weights are held. Where the runtime fuses dequantisation into a product, level 1 keeps float32
 * activations and 4 rounds them to 8 bits, which would be its own choice. Without its rules for quantised graphs it
 * computes dequantised constants when it opens the graph.
 */
export function sessionExtras(held: Held = 'packed'): { session: Record<string, string> } {
  const level = held === 'rounded' ? '4' : '1';
  return {
    session: {
      qdq_matmulnbits_accuracy_level: level,
      ...(held === 'unpacked' ? { disable_quant_qdq: '1' } : {}),
    },
  };
}

/**
 * Wraps a session of either ONNX Runtime package.
 * @param onReleased  called once it is gone
 */
export function wrapSession(session: InferenceSession, onReleased?: () => void): RuntimeSession {
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    run: (feeds) => session.run(feeds),
    async release() {
      await session.release();
      onReleased?.();
    },
  };
}
