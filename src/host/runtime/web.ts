/**
 * ONNX Runtime for the browser's worker: WebGPU where the browser has a device, else WebAssembly, with threads where
 * the page is cross-origin isolated. Its wasm files are part of the site and found by relative address, so it works
 * from any static server, under any path, offline. One build per worker: the packages keep global state.
 */
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import wasmLoader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import webgpuLoader from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { HostError } from '../errors.ts';
import { SESSION_EXTRAS, wrapSession, type Runtime, type SessionOptions } from './runtime.ts';
import { requestGpuDevice, unlessLost, type GpuDevice } from './gpu-device.ts';

export interface WebRuntimeOptions {
  /** 'auto': WebGPU when there is a device. 'webgpu' fails without one. */
  prefer?: 'auto' | 'wasm' | 'webgpu';
  /** wasm threads; by default as many as the machine has, four at most, and one without cross-origin isolation */
  threads?: number;
}

/** The parts of onnxruntime-web that both of its builds share. */
interface OrtModule {
  env: { wasm: { wasmPaths?: unknown; numThreads?: number }; logLevel?: string };
  InferenceSession: { create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: TensorConstructor;
}

/** Chooses and loads a runtime. Throws HostError `no-webgpu` when WebGPU is demanded and missing. */
export async function webRuntime({ prefer = 'auto', threads }: WebRuntimeOptions = {}): Promise<Runtime> {
  if (prefer === 'wasm') return wasmRuntime(threads, 'WebGPU was not asked for.');
  const answer = await requestGpuDevice();
  if ('device' in answer) return webgpuRuntime(answer.device, answer.name);
  if (prefer === 'auto') return wasmRuntime(threads, answer.whyNot);
  throw new HostError('no-webgpu', answer.whyNot, 'Choose WebAssembly, which works everywhere.');
}

async function wasmRuntime(wanted: number | undefined, why: string): Promise<Runtime> {
  const isolated = self.crossOriginIsolated;
  const threads = isolated ? (wanted ?? Math.min(4, navigator.hardwareConcurrency || 1)) : 1;
  const ort = (await import('onnxruntime-web/wasm')) as unknown as OrtModule;
  prepare(ort, wasmLoader, wasmBinary, threads);
  return {
    kind: 'wasm',
    threads,
    label: `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    notes: isolated ? [why] : [why, 'This server does not isolate the page, so there is one thread only.'],
    Tensor: ort.Tensor,
    createSession: async (model, options) =>
      wrapSession(await ort.InferenceSession.create(model, sessionOptions(['wasm'], options))),
    dispose: () => Promise.resolve(),
  };
}

async function webgpuRuntime(device: GpuDevice, name: string): Promise<Runtime> {
  const ort = (await import('onnxruntime-web/webgpu')) as unknown as OrtModule;
  prepare(ort, webgpuLoader, webgpuBinary, 1);
  const provider = { name: 'webgpu', device } as unknown as InferenceSession.ExecutionProviderConfig;
  const lost = device.lost.then(({ message }) => message);
  return {
    kind: 'webgpu',
    threads: 1,
    label: name === '' ? 'WebGPU' : `WebGPU, ${name}`,
    notes: [],
    Tensor: ort.Tensor,
    lost,
    createSession: async (model, options) =>
      wrapSession(await unlessLost(ort.InferenceSession.create(model, sessionOptions([provider], options)), lost)),
    dispose: () => Promise.resolve(device.destroy()),
  };
}

function prepare(ort: OrtModule, loader: string, binary: string, threads: number): void {
  ort.env.wasm.wasmPaths = { mjs: absolute(loader), wasm: absolute(binary) };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
}

function sessionOptions(
  executionProviders: InferenceSession.ExecutionProviderConfig[],
  { externalData = [], memoryPlan = true }: SessionOptions = {},
): InferenceSession.SessionOptions {
  const external = externalData.map(({ path, data }) => ({ path, data }));
  return {
    executionProviders,
    extra: SESSION_EXTRAS,
    enableMemPattern: memoryPlan,
    logSeverityLevel: 3,
    ...(external.length > 0 ? { externalData: external } : {}),
  };
}

/** The bundler gives addresses relative to this worker or to the site; ONNX Runtime wants them whole. */
function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
