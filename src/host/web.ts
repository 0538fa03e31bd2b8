/** The door for pages and workers: the model on WebGPU or WebAssembly. */
export { webRuntime, type WasmFiles, type WebRuntimeOptions } from './runtime/web.ts';
