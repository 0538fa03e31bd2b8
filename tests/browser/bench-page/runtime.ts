/** The runtime and the micro host on this page, whose wasm files lie where the site's do. */
import type { Host, HostFiles, Runtime } from '../../../src/host/index.ts';
import { openHost, siteFiles, webRuntime, type WebRuntimeOptions } from '../../../src/host/web.ts';
import { BUILT_IN } from '../../../src/lab/hosts/built-in.ts';
import { WASM_FILES } from '../../../src/lab/worker/wasm-files.ts';

export function benchRuntime(options: WebRuntimeOptions): Promise<Runtime> {
  return webRuntime({ ...options, wasm: WASM_FILES });
}

export function microFiles(): HostFiles {
  return siteFiles(new URL(`../hosts/${BUILT_IN.name}/`, self.location.href).href, BUILT_IN.files);
}

export function openMicro(options: WebRuntimeOptions): Promise<Host> {
  return openHost({ name: BUILT_IN.name, files: microFiles(), wasm: WASM_FILES, ...options });
}
