/**
 * From files to a host in a page or a worker, on the best runtime that works. WebGPU that answers wrongly (a host is
 * checked at every start) or not at all gives way to WebAssembly, with a note.
 */
import { HostError } from '../errors.ts';
import { wasmRuntime, webRuntime, type WebRuntimeOptions } from '../runtime/web.ts';
import { loadHost, type Host, type LoadOptions } from './host.ts';

export interface OpenWebOptions extends Omit<LoadOptions, 'runtime'>, WebRuntimeOptions {
  /** false: a device that is lost meanwhile is thrown as `device-lost`, for whoever asks again. By default WebAssembly follows. */
  lossGivesWay?: boolean;
}

/**
 * Opens a host in a page or a worker: on WebGPU where there is a device that answers as it should, else on WebAssembly;
 * `backend.notes` of the host says why.
 * Throws what `loadHost` throws on WebAssembly; with `prefer: 'webgpu'` there is no second try, and HostError
 * `no-webgpu` where there is no device.
 * @example
 * import { openHost, siteFiles } from 'evolora-host/web';
 *
 * const host = await openHost({ name: 'micro', files: siteFiles('hosts/micro'), prefer: 'wasm', threads: 1 });
 * host.backend.label; // → 'WebAssembly, 1 thread'
 * await host.dispose();
 */
export async function openHost(given: OpenWebOptions): Promise<Host> {
  const { prefer = 'auto', threads, wasm, lossGivesWay = true, ...options } = given;
  const runtime = await webRuntime({ prefer, threads, wasm });
  if (runtime.kind === 'wasm' || prefer === 'webgpu') return loadHost({ ...options, runtime });
  try {
    return await loadHost({ ...options, runtime });
  } catch (thrown) {
    await runtime.dispose();
    if (!lossGivesWay && thrown instanceof HostError && thrown.code === 'device-lost') throw thrown;
    const second = await wasmRuntime(threads, wasm?.plain, `WebGPU was tried and given up. ${reasonIn(thrown)}`);
    return loadHost({ ...options, runtime: second });
  }
}

function reasonIn(thrown: unknown): string {
  if (thrown instanceof HostError) return thrown.sentence;
  return `It failed: ${thrown instanceof Error ? thrown.message : String(thrown)}.`;
}
