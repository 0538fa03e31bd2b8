/**
 * Opens a host in the browser: files from the site, the best runtime that works. WebGPU that answers wrongly (a host is
 * checked at every start) or not at all gives way to WebAssembly, with a note for the page.
 */
import { LabError, reportOf } from '../../core/errors.ts';
import { type Host, type HostFiles, type Runtime, loadHost } from '../../host/index.ts';
import { webRuntime, type WebRuntimeOptions } from '../../host/web.ts';
import { WASM_FILES } from './wasm-files.ts';

export interface OpenHostOptions extends Omit<WebRuntimeOptions, 'wasm'> {
  name: string;
  /** address of the host's directory, ending in a slash */
  url: string;
  onProgress?: (doing: string) => void;
}

/** Opens a host. Throws what `loadHost` throws on WebAssembly, and LabError `host-missing` when a file is not there. */
export async function openHost({ name, url, onProgress, ...options }: OpenHostOptions): Promise<Host> {
  const files = siteFiles(url);
  const load = (runtime: Runtime): Promise<Host> =>
    loadHost({ name, files, runtime, ...(onProgress ? { onProgress } : {}) });
  const runtime = await webRuntime({ ...options, wasm: WASM_FILES });
  if (runtime.kind === 'wasm' || options.prefer === 'webgpu') return load(runtime);
  try {
    return await load(runtime);
  } catch (thrown) {
    await runtime.dispose();
    const host = await load(await webRuntime({ ...options, wasm: WASM_FILES, prefer: 'wasm' }));
    const notes = [`WebGPU was tried and given up. ${reportOf(thrown).sentence}`];
    return { ...host, backend: { ...host.backend, notes } };
  }
}

/** A host directory on the site. What was read is kept: a world may begin to learn long after its server is gone. */
export function siteFiles(url: string): HostFiles {
  const base = new URL(url, self.location.href);
  const kept = new Map<string, Uint8Array>();
  return {
    async read(path) {
      const known = kept.get(path);
      if (known) return known;
      const response = await fetch(new URL(path, base)).catch(() => undefined);
      if (!response?.ok) {
        throw new LabError(
          'host-missing',
          `A file of the model could not be loaded: ${path}.`,
          'Check the connection to the server and reload.',
        );
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      kept.set(path, bytes);
      return bytes;
    },
  };
}
