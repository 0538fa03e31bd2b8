/** The runtime and the micro host on this page, whose wasm files lie where the site's do. */
import type { Host, HostFiles, Runtime } from '../../../src/host/index.ts';
import { openHost, siteFiles, webRuntime, type WebRuntimeOptions } from '../../../src/host/web.ts';
import { BUILT_IN } from '../../../src/lab/hosts/built-in.ts';
import { WASM_FILES } from '../../../src/lab/worker/wasm-files.ts';

/** A runtime of its own; on WebGPU with a device of its own. */
export function benchRuntime(options: WebRuntimeOptions): Promise<Runtime> {
  return webRuntime({ ...options, wasm: WASM_FILES });
}

const shared = new Map<string, Promise<Runtime>>();

/**
 * One runtime for all who ask for the same, which nobody disposes: as in the lab, what a device has compiled for one session
 * serves the next.
 */
export function sharedRuntime(options: WebRuntimeOptions): Promise<Runtime> {
  const key = JSON.stringify(options);
  const runtime = shared.get(key) ?? benchRuntime(options);
  shared.set(key, runtime);
  return runtime;
}

export function microFiles(): HostFiles {
  return siteFiles(new URL(`../hosts/${BUILT_IN.name}/`, self.location.href).href, BUILT_IN.files);
}

export function openMicro(options: WebRuntimeOptions): Promise<Host> {
  return openHost({ name: BUILT_IN.name, files: microFiles(), wasm: WASM_FILES, ...options });
}
