/**
 * Where the built site has ONNX Runtime's wasm files: emitted beside the lab's own code and found by relative address,
 * so that the lab works from any static server, under any path, offline.
 */
import wasmLoader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmBinary from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import webgpuLoader from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuBinary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { WasmFiles } from '../../host/web.ts';

export const WASM_FILES: WasmFiles = {
  plain: { loader: wasmLoader, binary: wasmBinary },
  webgpu: { loader: webgpuLoader, binary: webgpuBinary },
};
