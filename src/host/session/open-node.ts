/** From files to a host in Node. */
import type { NodeDevice } from '../runtime/node-device.ts';
import { nodeRuntime } from '../runtime/node.ts';
import { loadHost, type Host, type LoadOptions } from './host.ts';

export interface OpenNodeOptions extends Omit<LoadOptions, 'runtime'> {
  /** intra-op threads, two unless told; results are the same bits whatever their number */
  threads?: number;
  /** the processor unless told */
  device?: NodeDevice;
}

/**
 * Opens a host in Node, on the processor unless told. Throws what `loadHost` throws, and HostErrors `no-webgpu` and
 * `no-device`.
 * @example
 * import { folderFiles, openHost } from 'evolora-host/node';
 *
 * const host = await openHost({ name: 'micro', files: folderFiles('hosts/micro'), threads: 1 });
 * host.backend.label; // → 'onnxruntime-node, 1 thread'
 * await host.dispose();
 */
export async function openHost({ threads, device, ...options }: OpenNodeOptions): Promise<Host> {
  return loadHost({ ...options, runtime: nodeRuntime(threads, device) });
}
