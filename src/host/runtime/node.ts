/** ONNX Runtime for Node, as the host wants it: the processor only, two threads unless told. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { freeMemory } from './node-memory.ts';
import { sessionExtras, wrapSession, type Runtime } from './runtime.ts';

/** More than this takes longer to open than its speed gives back in a session of work. */
const MOST_UNPACKED = 8e9;

/**
 * ONNX Runtime for Node, on the processor.
 * @param threads  intra-op threads; results are the same bits whatever their number
 * @example
 * import { nodeRuntime } from 'evolora-host/node';
 *
 * nodeRuntime(1).label; // → 'onnxruntime-node, 1 thread'
 */
export function nodeRuntime(threads = 2): Runtime {
  return {
    kind: 'node',
    threads,
    label: `onnxruntime-node, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    notes: [],
    unpackBytes: Math.min(MOST_UNPACKED, freeMemory() / 2),
    freeBytes: freeMemory,
    Tensor,
    async createSession(model, { externalData, held, memoryPlan = true } = {}) {
      const external = externalData?.map(({ path, data }) => ({ path, data }));
      return wrapSession(
        await InferenceSession.create(model, {
          executionProviders: ['cpu'],
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          enableMemPattern: memoryPlan,
          extra: sessionExtras(held),
          ...(external && external.length > 0 ? { externalData: external } : {}),
        }),
      );
    },
    dispose: () => Promise.resolve(),
  };
}
