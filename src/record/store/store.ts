/**
 * Where runs are kept: a journal of generations, the state of the world after the last of them, and the weights which that
 * state needs. The three implementations (IndexedDB, memory, a directory) keep one promise: a generation is in the store
 * whole or not at all, so a run can always go on from its last whole generation.
 */
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import { blobsInUse, type World } from '../../ecology/world/world.ts';
import { LabError } from '../../core/errors.ts';

export interface RunSummary {
  id: string;
  name: string;
  seed: string;
  /** Number of the last generation in the journal. */
  generations: number;
  /** When it was last written, ms since 1970. */
  savedAt: number;
  hostName: string;
  /** Of a fork, the run that it left, by id and name, and after which generation. */
  parent?: { run: string; name: string; generation: number };
}

/** Weights as safetensors bytes by their content hash. */
export type Blobs = ReadonlyMap<string, Uint8Array>;

/** A state that a run can go on from. */
export interface Checkpoint {
  world: World;
  blobs: Blobs;
}

export interface NewRun extends Checkpoint {
  summary: RunSummary;
  /** Generations 0 to the world's, without a gap. */
  records: readonly GenerationRecord[];
}

/** A generation to be kept: its journal page and the state it led to. */
export interface GenerationStep {
  record: GenerationRecord;
  /** The state after it. */
  world: World;
  /** Weights that came into the world in it. */
  newBlobs: Blobs;
  savedAt: number;
}

/**
 * All methods reject with LabError: `storage-full`, `storage-refused`, `run-unknown`, `run-conflict` (somebody else wrote
 * to the run), `journal-damaged`. After a rejection the store holds what it held before, unless its own answer was lost: then
 * the write may be there, so it is to be made again as it is or with more events; one that is there already counts as done.
 */
export interface RunStore {
  /** Newest first. */
  listRuns(): Promise<RunSummary[]>;
  createRun(run: NewRun): Promise<void>;
  /** Journal page, state and new weights in one transaction; weights that the state no longer needs are dropped. */
  append(id: string, step: GenerationStep): Promise<void>;
  /** Adds events to a generation that is already in the journal; after a rejection it is to be tried with the same array. */
  amend(id: string, generation: number, events: readonly Event[]): Promise<void>;
  /** Pages from..to, both included; fewer when the journal is shorter. */
  readRecords(id: string, from: number, to: number): Promise<GenerationRecord[]>;
  readWorld(id: string): Promise<Checkpoint>;
  rename(id: string, name: string): Promise<void>;
  delete(id: string): Promise<void>;
  close(): Promise<void>;
}

export function runUnknown(id: string): LabError {
  return new LabError(
    'run-unknown',
    `There is no run “${id}” in the store.`,
    'Open the list of runs and choose another.',
  );
}

export function runExists({ name }: RunSummary): LabError {
  return new LabError(
    'run-conflict',
    `The run “${name}” is in the store already.`,
    'Another tab may have made it; reload the page and open it from the list of runs.',
  );
}

/** Refuses a page that does not follow the last one, which happens when two writers share a run. */
export function requireNext(summary: RunSummary, generation: number): void {
  if (generation === summary.generations + 1) return;
  throw new LabError(
    'run-conflict',
    `Generation ${generation} cannot be saved: the journal of “${summary.name}” ends at generation ${summary.generations}.`,
    'Another tab may have gone on with this run; reload the page to see its newest state.',
  );
}

/** Refuses a new run whose parts do not belong together: a programming fault, not a user's. */
export function requireWhole({ summary, records, world, blobs }: NewRun): void {
  if (records.some((record, i) => record.generation !== i) || records.length !== world.generation + 1) {
    throw new RangeError('a run needs all its generations, from 0 to the state’s');
  }
  if (summary.generations !== world.generation)
    throw new RangeError('the summary counts other generations than the world');
  for (const hash of blobsInUse(world)) if (!blobs.has(hash)) throw new RangeError(`the weights ${hash} are missing`);
}

/** The blobs that a state needs, out of those at hand. */
export function neededBlobs(world: World, blobs: Blobs): Map<string, Uint8Array> {
  const needed = blobsInUse(world);
  return new Map([...blobs].filter(([hash]) => needed.has(hash)));
}

/** Newest first; of equal times the later id, so that the order is always the same. */
export function newestFirst(runs: readonly RunSummary[]): RunSummary[] {
  return [...runs].sort((a, b) => b.savedAt - a.savedAt || (a.id < b.id ? 1 : -1));
}
