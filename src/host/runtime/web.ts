/**
 * ONNX Runtime for a page or a worker: WebGPU where the browser has a device, else WebAssembly, with threads where the
 * page is cross-origin isolated. One build per page or worker: the packages keep global state.
 */
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import { HostError } from '../errors.ts';
import { sessionExtras, wrapSession, type Runtime, type SessionOptions } from './runtime.ts';
import { lossOf, requestGpuDevice, unlessLost, type GpuDevice } from './gpu-device.ts';

export interface WebRuntimeOptions {
  /** 'auto': WebGPU when there is a device. 'webgpu' fails without one. */
  prefer?: 'auto' | 'wasm' | 'webgpu';
  /** wasm threads; by default as many as the machine has, four at most, and one without cross-origin isolation */
  threads?: number;
  /** by default onnxruntime-web's own, beside its module */
  wasm?: WasmFiles;
}

/** Addresses of the files in onnxruntime-web's dist, whole or relative to the page or worker. */
export interface WasmFiles {
  /** ort-wasm-simd-threaded.mjs and ort-wasm-simd-threaded.wasm */
  plain?: WasmBuild;
  /** ort-wasm-simd-threaded.asyncify.mjs and ort-wasm-simd-threaded.asyncify.wasm */
  webgpu?: WasmBuild;
}

interface WasmBuild {
  loader: string;
  binary: string;
}

/** The addresses of WebAssembly. All sessions of a page or worker share them, whichever model they are of. */
const ADDRESSES = 2 ** 32;
/** What adapters, caches and activations need beside sessions, and what lies between blocks: 3.75 GB of weights open, 4 do not. */
const RESERVE = 6e8;
/** Each of a host's sessions has its own copy of the weights. */
const MOST_UNPACKED = 1.2e9;

/** Bytes that the open sessions on WebAssembly hold, as they were planned: it does not tell what is left of it. */
let planned = 0;

/** The parts of onnxruntime-web that both of its builds share. */
interface OrtModule {
  env: { wasm: { wasmPaths?: unknown; numThreads?: number }; logLevel?: string };
  InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: TensorConstructor;
}

/**
 * Chooses and loads a runtime. Throws HostError `no-webgpu` when WebGPU is demanded and missing.
 * @example
 * import { webRuntime } from 'evolora-host/web';
 *
 * const runtime = await webRuntime({ prefer: 'wasm', threads: 1 });
 * runtime.label; // → 'WebAssembly, 1 thread'
 */
export async function webRuntime({ prefer = 'auto', threads, wasm = {} }: WebRuntimeOptions = {}): Promise<Runtime> {
  if (prefer === 'wasm') return wasmRuntime(threads, wasm.plain, 'WebGPU was not asked for.');
  const answer = await requestGpuDevice();
  if ('device' in answer) return webgpuRuntime(answer.device, answer.name, wasm.webgpu);
  if (prefer === 'auto') return wasmRuntime(threads, wasm.plain, answer.whyNot);
  throw new HostError('no-webgpu', answer.whyNot, 'Choose WebAssembly, which works everywhere.');
}

/** @param why  it is not WebGPU, in a sentence for the notes */
export async function wasmRuntime(
  wanted: number | undefined,
  files: WasmBuild | undefined,
  why: string,
): Promise<Runtime> {
  const isolated = self.crossOriginIsolated;
  const threads = isolated ? (wanted ?? Math.min(4, navigator.hardwareConcurrency || 1)) : 1;
  const ort = (await import('onnxruntime-web/wasm')) as unknown as OrtModule;
  const notes = isolated ? [why] : [why, 'This server does not isolate the page, so there is one thread only.'];
  return processorOf(ort, { threads, files, notes });
}

/** WebAssembly in either build. */
function processorOf(
  ort: OrtModule,
  { threads, files, notes }: { threads: number; files: WasmBuild | undefined; notes: readonly string[] },
): Runtime {
  return {
    kind: 'wasm',
    threads,
    label: `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    notes,
    unpackBytes: MOST_UNPACKED,
    freeBytes: () => Math.max(0, ADDRESSES - RESERVE - planned),
    Tensor: ort.Tensor,
    async createSession(model, options = {}) {
      prepare(ort, files, threads);
      const created = await ort.InferenceSession.create(model, sessionOptions(['wasm'], options));
      const { plannedBytes = 0 } = options;
      planned += plannedBytes;
      return wrapSession(created, () => {
        planned -= plannedBytes;
      });
    },
    dispose: () => Promise.resolve(),
  };
}

async function webgpuRuntime(device: GpuDevice, name: string, files: WasmBuild | undefined): Promise<Runtime> {
  const ort = (await import('onnxruntime-web/webgpu')) as unknown as OrtModule;
  const provider = { name: 'webgpu', device } as unknown as InferenceSession.ExecutionProviderConfig;
  const lost = lossOf(device);
  return {
    kind: 'webgpu',
    threads: 1,
    label: name === '' ? 'WebGPU' : `WebGPU, ${name}`,
    notes: [],
    halves: device.features.has('shader-f16'),
    Tensor: ort.Tensor,
    gpu: device as unknown as GPUDevice,
    lost,
    processor: () => Promise.resolve(processorOf(ort, { threads: 1, files, notes: [] })),
    async createSession(model, options) {
      prepare(ort, files, 1);
      return wrapSession(
        await unlessLost(ort.InferenceSession.create(model, sessionOptions([provider], options)), lost),
      );
    },
    dispose: () => Promise.resolve(device.destroy()),
  };
}

/** Right before a session is made, since other libraries on the page (transformers.js) point the addresses elsewhere. */
function prepare(ort: OrtModule, files: WasmBuild | undefined, threads: number): void {
  ort.env.wasm.wasmPaths = files && { mjs: absolute(files.loader), wasm: absolute(files.binary) };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
}

function sessionOptions(
  executionProviders: InferenceSession.ExecutionProviderConfig[],
  { externalData = [], held, memoryPlan = true, resident = [] }: SessionOptions = {},
): InferenceSession.SessionOptions {
  const external = externalData.map(({ path, data }) => ({ path, data }));
  const preferredOutputLocation = Object.fromEntries(resident.map((name) => [name, 'gpu-buffer' as const]));
  return {
    executionProviders,
    extra: sessionExtras(held),
    enableMemPattern: memoryPlan,
    logSeverityLevel: 3,
    ...(external.length > 0 ? { externalData: external } : {}),
    ...(resident.length > 0 ? { preferredOutputLocation } : {}),
  };
}

/** Bundlers give addresses relative to the page or worker; ONNX Runtime wants them whole. */
function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
