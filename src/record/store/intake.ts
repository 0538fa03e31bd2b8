/**
 * Runs on their way into a store, piece by piece: what has come lies beside the runs that are there, and is none of them
 * until it is whole. Nothing of it is ever seen otherwise: it is brought to its end, given up, or swept away later.
 */
import { LabError } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { World } from '../../ecology/world/world.ts';
import type { Blobs, RunStore, RunSummary } from './store.ts';

/** A piece of a run that comes in. */
export interface IntakePart {
  records: readonly GenerationRecord[];
  blobs: Blobs;
  /** About how much that is. */
  bytes: number;
}

/** What makes a run of the pieces that have come. */
export interface IntakeEnd {
  summary: RunSummary;
  world: World;
}

/** All methods reject with LabErrors as those of `RunStore` do. */
export interface IntakeStore extends RunStore {
  /** Keeps a piece of a run that is not there yet. */
  stage(id: string, part: IntakePart): Promise<void>;
  /** Makes the run of its pieces, in one transaction. Rejects with LabError `run-conflict` where one of them is gone. */
  commit(end: IntakeEnd): Promise<void>;
  /** Forgets the run and every piece of it. */
  abandon(id: string): Promise<void>;
  /** Forgets all pieces that are no run's, as a page leaves them that ends in the middle. For the owner alone, between intakes. */
  sweep(): Promise<void>;
}

/** Refuses to end an intake of which not all is there: another page that took itself for the owner has swept. */
export function requireStaged({ summary, world }: IntakeEnd, generations: number, lacking: string | undefined): void {
  if (generations === world.generation + 1 && lacking === undefined) return;
  throw new LabError(
    'run-conflict',
    `The pieces of “${summary.name}” are gone from the store before it was whole.`,
    'Another tab may have swept them away; close the other tabs of the lab and bring the run in again.',
  );
}
