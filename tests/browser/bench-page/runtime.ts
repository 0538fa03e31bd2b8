/** The runtime on this page, whose wasm files lie where the site's do. */
import type { Runtime } from '../../../src/host/index.ts';
import { webRuntime, type WebRuntimeOptions } from '../../../src/host/web.ts';
import { WASM_FILES } from '../../../src/lab/worker/wasm-files.ts';

export function benchRuntime(options: WebRuntimeOptions): Promise<Runtime> {
  return webRuntime({ ...options, wasm: WASM_FILES });
}
