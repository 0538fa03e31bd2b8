/** The runtime and the micro host on this page, whose wasm files lie where the site's do. */
import type { Host, Runtime } from '../../../src/host/index.ts';
import { openHost, siteFiles, webRuntime, type WebRuntimeOptions } from '../../../src/host/web.ts';
import { WASM_FILES } from '../../../src/lab/worker/wasm-files.ts';

export function benchRuntime(options: WebRuntimeOptions): Promise<Runtime> {
  return webRuntime({ ...options, wasm: WASM_FILES });
}

export function openMicro(options: WebRuntimeOptions): Promise<Host> {
  const files = siteFiles(new URL('../hosts/micro/', self.location.href).href);
  return openHost({ name: 'micro', files, wasm: WASM_FILES, ...options });
}
