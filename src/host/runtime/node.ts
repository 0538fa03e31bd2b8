/** ONNX Runtime for Node, as the host wants it: on the processor, or on another device. */
import * as ort from 'onnxruntime-node';
import { freeMemory } from './node-memory.ts';
import { DEVICE_NAMES, refusalOf, requireDevice, type NodeDevice } from './node-device.ts';
import { sessionExtras, wrapSession, type Runtime } from './runtime.ts';

/** More than this takes longer to open than its speed gives back in a session of work. */
const MOST_UNPACKED = 8e9;

/** What is needed of the package. */
export type OrtForNode = Pick<typeof ort, 'listSupportedBackends' | 'InferenceSession' | 'Tensor'>;

/**
 * ONNX Runtime for Node.
 * @param threads  intra-op threads of the processor; results are the same bits whatever their number
 * @param device  another than `cpu`: what it cannot compute the processor does
 * @param runtime  the package, or what stands in for it
 * Throws HostError `no-webgpu` or `no-device` where the package has nothing for it on this system; so do its sessions where
 * the system lacks what the package needs for it.
 * @example
 * import { nodeRuntime } from 'evolora-host/node';
 *
 * nodeRuntime(1).label; // → 'onnxruntime-node, 1 thread'
 */
export function nodeRuntime(threads = 2, device: NodeDevice = 'cpu', runtime: OrtForNode = ort): Runtime {
  const isProcessor = device === 'cpu';
  const offered = runtime.listSupportedBackends().map(({ name }) => name);
  requireDevice(device, offered, `${process.platform} ${process.arch}`);
  const where = isProcessor ? `${threads} ${threads === 1 ? 'thread' : 'threads'}` : DEVICE_NAMES[device];
  return {
    kind: isProcessor ? 'node' : device,
    threads: isProcessor ? threads : 1,
    label: `onnxruntime-node, ${where}`,
    notes: [],
    unpackBytes: Math.min(MOST_UNPACKED, freeMemory() / 2),
    freeBytes: freeMemory,
    Tensor: runtime.Tensor,
    ...(!isProcessor && { processor: () => Promise.resolve(nodeRuntime(threads, 'cpu', runtime)) }),
    async createSession(model, { externalData, held, memoryPlan = true } = {}) {
      const external = externalData?.map(({ path, data }) => ({ path, data }));
      const creating = runtime.InferenceSession.create(model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        enableMemPattern: memoryPlan,
        extra: sessionExtras(held),
        ...(external && external.length > 0 ? { externalData: external } : {}),
      });
      return wrapSession(
        await creating.catch((thrown: unknown) => {
          throw refusalOf(device, thrown);
        }),
      );
    },
    dispose: () => Promise.resolve(),
  };
}
