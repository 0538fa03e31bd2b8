/**
 * ONNX Runtime for the browser's worker: WebGPU where the browser has an adapter, else WebAssembly, with threads where
 * the page is cross-origin isolated. Its wasm files are part of the site and found by relative address, so the lab works
 * from any static server, under any path, offline. One runtime per worker: the packages keep global state.
 */
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import { LabError } from '../core/errors.ts';
import { SESSION_EXTRAS, wrapSession, type Runtime, type SessionOptions } from '../host/runtime.ts';
import wasmLoader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import webgpuLoader from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

export interface WebRuntimeOptions {
  /** 'auto': WebGPU when there is an adapter. 'webgpu' fails without one. */
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

/** Chooses and loads a runtime. Throws LabError `no-webgpu` when WebGPU is demanded and missing. */
export async function webRuntime({ prefer = 'auto', threads }: WebRuntimeOptions = {}): Promise<Runtime> {
  const why = prefer === 'wasm' ? 'WebGPU is switched off in the settings.' : await whyNoWebgpu();
  if (why === undefined) return webgpuRuntime();
  if (prefer === 'webgpu') throw new LabError('no-webgpu', why, 'Choose WebAssembly, which works everywhere.');
  return wasmRuntime(threads ?? defaultThreads(), [why]);
}

async function whyNoWebgpu(): Promise<string | undefined> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<object | null> } }).gpu;
  if (!gpu) return 'This browser offers no WebGPU, so the model runs on the processor.';
  const adapter = await gpu.requestAdapter().catch(() => null);
  return adapter ? undefined : 'This browser found no graphics device for WebGPU, so the model runs on the processor.';
}

function defaultThreads(): number {
  return self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency || 1) : 1;
}

async function wasmRuntime(threads: number, notes: string[]): Promise<Runtime> {
  const ort = (await import('onnxruntime-web/wasm')) as unknown as OrtModule;
  ort.env.wasm.wasmPaths = { mjs: absolute(wasmLoader), wasm: absolute(wasmBinary) };
  ort.env.wasm.numThreads = threads;
  const isolated = self.crossOriginIsolated;
  return {
    kind: 'wasm',
    threads,
    label: `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    notes: isolated ? notes : [...notes, 'This server does not isolate the page, so there is one thread only.'],
    Tensor: ort.Tensor,
    createSession: async (model, options) =>
      wrapSession(await ort.InferenceSession.create(model, sessionOptions('wasm', options))),
    dispose: () => Promise.resolve(),
  };
}

async function webgpuRuntime(): Promise<Runtime> {
  const ort = (await import('onnxruntime-web/webgpu')) as unknown as OrtModule;
  ort.env.wasm.wasmPaths = { mjs: absolute(webgpuLoader), wasm: absolute(webgpuBinary) };
  ort.env.wasm.numThreads = 1;
  return {
    kind: 'webgpu',
    threads: 1,
    label: 'WebGPU',
    notes: [],
    Tensor: ort.Tensor,
    createSession: async (model, options) =>
      wrapSession(await ort.InferenceSession.create(model, sessionOptions('webgpu', options))),
    dispose: () => Promise.resolve(),
  };
}

function sessionOptions(provider: 'wasm' | 'webgpu', options: SessionOptions = {}): InferenceSession.SessionOptions {
  const { externalData = [], keepOnDevice = [] } = options;
  const locations = Object.fromEntries(keepOnDevice.map((name) => [name, 'gpu-buffer' as const]));
  return {
    executionProviders: [provider],
    extra: SESSION_EXTRAS,
    ...(externalData.length > 0 ? { externalData: externalData.map(({ path, data }) => ({ path, data })) } : {}),
    ...(provider === 'webgpu' && keepOnDevice.length > 0 ? { preferredOutputLocation: locations } : {}),
  };
}

/** The bundler gives addresses relative to this worker or to the site; ONNX Runtime wants them whole. */
function absolute(url: string): string {
  return new URL(url, self.location.href).href;
}
