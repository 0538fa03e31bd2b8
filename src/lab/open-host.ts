/**
 * Opens a host in the browser: files from the site, the best runtime that works. WebGPU that answers wrongly (a host is
 * checked at every start) or not at all gives way to WebAssembly, with a note for the page.
 */
import { LabError, reportOf } from '../core/errors.ts';
import { loadHost, type Host, type HostFiles } from '../host/host.ts';
import { webRuntime, type WebRuntimeOptions } from './runtime-web.ts';

export interface OpenHostOptions extends WebRuntimeOptions {
  name: string;
  /** address of the host's directory, ending in a slash */
  url: string;
  onProgress?: (doing: string) => void;
}

/** Opens a host. Throws what `loadHost` throws on WebAssembly, and LabError `host-missing` when a file is not there. */
export async function openHost({ name, url, onProgress, ...runtimeOptions }: OpenHostOptions): Promise<Host> {
  const load = async (options: WebRuntimeOptions): Promise<Host> =>
    loadHost({
      name,
      files: siteFiles(url),
      runtime: await webRuntime(options),
      ...(onProgress ? { onProgress } : {}),
    });
  const first = await webRuntime(runtimeOptions);
  if (first.kind === 'wasm' || runtimeOptions.prefer === 'webgpu') return load(runtimeOptions);
  try {
    return await load(runtimeOptions);
  } catch (thrown) {
    const host = await load({ ...runtimeOptions, prefer: 'wasm' });
    const note = `WebGPU was tried and given up: ${reportOf(thrown).sentence}`;
    return { ...host, backend: { ...host.backend, notes: [note] } };
  }
}

/** A host directory on the site. */
export function siteFiles(url: string): HostFiles {
  const base = new URL(url, self.location.href);
  return {
    async read(path) {
      const response = await fetch(new URL(path, base)).catch(() => undefined);
      if (response?.ok) return new Uint8Array(await response.arrayBuffer());
      throw new LabError(
        'host-missing',
        `A file of the model could not be loaded: ${path}.`,
        'Check the connection to the server and reload.',
      );
    },
  };
}
