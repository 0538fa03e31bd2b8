/** ONNX Runtime for Node, as the host wants it: on the processor, or on a graphics device by WebGPU. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { HostError } from '../errors.ts';
import { causeInWords } from '../bytes/cause.ts';
import { freeMemory } from './node-memory.ts';
import { sessionExtras, wrapSession, type Runtime } from './runtime.ts';

/** More than this takes longer to open than its speed gives back in a session of work. */
const MOST_UNPACKED = 8e9;

/** Where Node's runtime computes. */
export type NodeDevice = 'cpu' | 'webgpu';

/**
 * ONNX Runtime for Node.
 * @param threads  intra-op threads of the processor; results are the same bits whatever their number
 * @param device  `webgpu`: sessions throw HostError `no-webgpu` where the system has no graphics device for it
 * @example
 * import { nodeRuntime } from 'evolora-host/node';
 *
 * nodeRuntime(1).label; // → 'onnxruntime-node, 1 thread'
 */
export function nodeRuntime(threads = 2, device: NodeDevice = 'cpu'): Runtime {
  const isGpu = device === 'webgpu';
  return {
    kind: isGpu ? 'webgpu' : 'node',
    threads: isGpu ? 1 : threads,
    label: `onnxruntime-node, ${isGpu ? 'WebGPU' : `${threads} ${threads === 1 ? 'thread' : 'threads'}`}`,
    notes: [],
    unpackBytes: Math.min(MOST_UNPACKED, freeMemory() / 2),
    freeBytes: freeMemory,
    Tensor,
    async createSession(model, { externalData, held, memoryPlan = true } = {}) {
      const external = externalData?.map(({ path, data }) => ({ path, data }));
      const creating = InferenceSession.create(model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        enableMemPattern: memoryPlan,
        extra: sessionExtras(held),
        ...(external && external.length > 0 ? { externalData: external } : {}),
      });
      return wrapSession(isGpu ? await creating.catch(withoutAdapter) : await creating);
    },
    dispose: () => Promise.resolve(),
  };
}

/** The runtime asks for a device when it makes its first session. */
function withoutAdapter(cause: unknown): never {
  if (!/WebGPU adapter/i.test(causeInWords(cause))) throw cause;
  throw new HostError(
    'no-webgpu',
    'WebGPU was demanded, and Node finds no graphics device for it on this system.',
    'Choose the processor, the device cpu, which works everywhere.',
    { cause },
  );
}
