/**
 * A run on its way into the store: read and checked piece by piece, and each piece staged as soon as there is enough of it, so
 * that a journal of any length is never held.
 */
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { IntakeStore } from '../store/intake.ts';
import { importNotKept } from './import-errors.ts';
import { readRun, type CheckedRun, type FoundRun, type HostFacts, type ReadOptions } from './read-run.ts';

/** A piece is staged when it has this many bytes. */
export const PIECE_BYTES = 4 * 2 ** 20;

/**
 * Reads a run to its end with all that belongs to it staged under this id; where that fails nothing is left of it. Throws what
 * `readRun` throws, and LabError `import-no-room` or `import-not-kept`.
 */
export async function stageRun(
  found: FoundRun,
  host: HostFacts,
  { store, id, ...options }: ReadOptions & { store: Pick<IntakeStore, 'stage' | 'abandon'>; id: string },
): Promise<CheckedRun> {
  const emptyPart = () => ({ records: [] as GenerationRecord[], blobs: new Map<string, Uint8Array>(), bytes: 0 });
  let part = emptyPart();
  const stage = async () => {
    const whole = part;
    part = emptyPart();
    await store.stage(id, whole).catch((thrown: unknown) => {
      throw importNotKept(thrown);
    });
  };
  const come = async (length: number) => {
    part.bytes += length;
    if (part.bytes >= PIECE_BYTES) await stage();
  };
  const sink = {
    record: (record: GenerationRecord, length: number) => {
      part.records.push(record);
      return come(length);
    },
    blob: (hash: string, content: Uint8Array) => {
      part.blobs.set(hash, content);
      return come(content.length);
    },
  };
  try {
    const read = await readRun(found, host, sink, options);
    if (part.bytes > 0) await stage();
    return read;
  } catch (thrown) {
    // What cannot be forgotten now is swept when the lab is opened again.
    await store.abandon(id).catch(() => undefined);
    throw thrown;
  }
}
