/** How much memory a host takes for some rows of some tokens. */
import { HostError } from '../errors.ts';
import type { Host } from '../session/host.ts';
import type { SliceSizes } from '../session/memory.ts';

/** Bytes. Estimates: docs/decisions/0023-memory-is-planned.md of the lab holds them against what was measured. */
export interface MemoryNeed extends SliceSizes {
  /** of a session with the weights as they are held */
  session: number;
  /** beside it, of decoding the rows together */
  decoding: number;
  /** of training's own session and a pass over the rows, the loss at every second token; null where there is no training */
  training: number | null;
}

/** What rows of these sizes take, whether they fit or not. */
export function memoryNeed({ memory }: Host, sizes: SliceSizes): MemoryNeed {
  return {
    ...sizes,
    session: memory.sessionBytes,
    decoding: memory.sliceBytes(sizes),
    training: trainingOn(memory, sizes),
  };
}

function trainingOn(memory: Host['memory'], sizes: SliceSizes): number | null {
  try {
    return memory.trainingBytes({ ...sizes, positions: Math.max(1, sizes.tokens >> 1) });
  } catch (thrown) {
    if (thrown instanceof HostError) return null;
    throw thrown;
  }
}
