/**
 * A run that may come from anyone, read piece by piece and validated whole before anything of it counts: it is either the
 * run it says it is or one clear sentence. Its journal must fold to exactly the state it comes with, to the last unit
 * of energy. What was read is handed on at once, to be kept beside until the run is known to be whole.
 */
import { hashBytes, hashJson } from '../../base/hash.ts';
import { generationRecordSchema, unknownEvent, type GenerationRecord } from '../../ecology/events/events.ts';
import {
  memoriesInUse,
  tasksInUse,
  weightsInUse,
  type AdapterPool,
  type MemoryPool,
  type World,
} from '../../ecology/world/world.ts';
import { readPeft, sitesOfFile, writePeft, type Host, type Site } from '../../host/index.ts';
import { readMemory, writeMemory } from '../../organelles/plasticity/memory.ts';
import { foldRecord } from '../fold/fold.ts';
import type { View } from '../fold/view.ts';
import type { Blobs } from '../store/store.ts';
import { learnTasks, tasksOf } from '../store/tasks.ts';
import { checked, jsonOfPart } from './checked-json.ts';
import { checkAgreement, checkEnds, checkSameHost, type Claims } from './evolora-check.ts';
import { MOST_HELD_BYTES } from './evolora-zip.ts';
import { damagedUnlessSaid, importDamaged, importNewer, importTooLarge } from './import-errors.ts';
import { lineBytesOf, wholeOf, type RunPart } from './run-parts.ts';

/** A run as far as its parts go. */
export interface FoundRun {
  /** The name that its owner gave it. */
  name: string;
  claims: Claims;
  /** The state as it was written, by whose hash its journal names it. */
  rawWorld: unknown;
  world: World;
  journal: RunPart;
  /** What the state needs beside it, by hash. */
  blobs: ReadonlyMap<string, { path: string; part: RunPart }>;
}

/** What a run is checked against: the host that is loaded. */
export interface HostFacts {
  identity: Host['identity'];
  sites: readonly Site[];
}

/** Where the parts of a run go as they are read. What it throws ends the reading. */
interface RunSink {
  /** @param bytes  of its line */
  record: (record: GenerationRecord, bytes: number) => Promise<void> | void;
  blob: (hash: string, bytes: Uint8Array) => Promise<void> | void;
}

export interface ReadOptions {
  /** Gives it up: its reason is thrown. */
  signal?: AbortSignal | undefined;
  /** Called with the bytes of every part that was read. */
  onRead?: (bytes: number) => void;
}

/** A run that was read to its end and is whole. */
export interface CheckedRun {
  name: string;
  world: World;
  view: View;
  adapters: AdapterPool;
  memories: MemoryPool;
}

/** A run with all its parts in memory. */
export interface ImportedRun extends CheckedRun {
  blobs: Blobs;
  records: GenerationRecord[];
}

/**
 * Reads a run to its end. Throws LabError `import-damaged`, `import-newer`, `import-other-host` or `import-too-large`, and what
 * its parts, the sink and the signal throw.
 */
export async function readRun(
  found: FoundRun,
  host: HostFacts,
  sink: RunSink,
  options: ReadOptions = {},
): Promise<CheckedRun> {
  const { name, claims, rawWorld, world, journal } = found;
  checkSameHost(world, host.identity);
  const view = await readJournal(journal, sink, options);
  // The state is named by its hash as it was written: parameters that came later have their defaults only in `world`.
  damagedUnlessSaid(() => checkAgreement({ claims, world, stateHash: hashJson(rawWorld), view }));
  return { name, world, view, ...(await readBlobs(found, host.sites, sink, options)) };
}

/** The same with everything in memory. */
export async function collectRun(found: FoundRun, host: HostFacts, options?: ReadOptions): Promise<ImportedRun> {
  const records: GenerationRecord[] = [];
  const blobs = new Map<string, Uint8Array>();
  const sink: RunSink = {
    record: (record) => void records.push(record),
    blob: (hash, bytes) => void blobs.set(hash, bytes),
  };
  const read = await readRun(found, host, sink, options);
  return { ...read, records, blobs };
}

/** What a run says of its model by itself: its name and hash, and the sites of whatever weights come first. */
export async function hostByRun({ world, blobs }: FoundRun): Promise<HostFacts> {
  const first = [...weightsInUse(world)].sort()[0];
  const part = first === undefined ? undefined : blobs.get(first)?.part;
  const bytes = part && (await wholeOf(part, MOST_HELD_BYTES));
  const identity = { ...world.host, modelHash: world.host.hash };
  return { identity, sites: bytes ? damagedUnlessSaid(() => sitesOfFile(bytes)) : [] };
}

async function readJournal(journal: RunPart, sink: RunSink, { signal, onRead }: ReadOptions): Promise<View> {
  let view: View | null = null;
  let lines = 0;
  for await (const line of lineBytesOf(journal.chunks())) {
    signal?.throwIfAborted();
    const record = readRecord(line, `journal.ndjson, line ${++lines}`);
    view = damagedUnlessSaid(() => foldRecord(view, record));
    checkEnds(record);
    await sink.record(record, line.length + 1);
    onRead?.(line.length + 1);
  }
  if (!view) throw importDamaged('its journal is empty');
  return view;
}

function readRecord(line: Uint8Array, where: string): GenerationRecord {
  const page = jsonOfPart(line, where);
  const unknown = unknownEvent(page);
  if (unknown !== null) throw importNewer(`its journal tells of “${unknown}”, which this lab does not know`);
  return checked(generationRecordSchema, page, where);
}

async function readBlobs(
  { world, blobs }: FoundRun,
  sites: readonly Site[],
  sink: RunSink,
  { signal, onRead }: ReadOptions,
): Promise<{ adapters: AdapterPool; memories: MemoryPool }> {
  const [weights, memory, tasks] = [weightsInUse(world), memoriesInUse(world), tasksInUse(world)];
  const adapters: AdapterPool = new Map();
  const memories: MemoryPool = new Map();
  const given = new Map<string, Uint8Array>();
  let held = 0;
  for (const [hash, { path, part }] of blobs) {
    signal?.throwIfAborted();
    const bytes = await wholeOf(part, MOST_HELD_BYTES);
    held += bytes.length;
    if (held > MOST_HELD_BYTES) throw importTooLarge(held, MOST_HELD_BYTES);
    if (hashBytes(bytes) !== hash) throw importDamaged(`its part “${path}” is another than its name says`);
    // The lab keeps what files say, not files: what it will write again must be what was read.
    const requireSame = (again: Uint8Array) => {
      if (hashBytes(again) !== hash) throw importDamaged(`its part “${hash.slice(0, 12)}” is not as a lab writes it`);
    };
    damagedUnlessSaid(() => {
      if (weights.has(hash)) {
        const adapter = readPeft(sites, bytes);
        requireSame(writePeft(sites, adapter));
        adapters.set(hash, adapter);
      }
      if (memory.has(hash)) {
        const remembered = readMemory(bytes);
        requireSame(writeMemory(remembered));
        memories.set(hash, remembered);
      }
    });
    if (tasks.has(hash)) given.set(hash, bytes);
    await sink.blob(hash, bytes);
    onRead?.(bytes.length);
  }
  damagedUnlessSaid(() => {
    learnTasks(world, given);
    for (const [hash, bytes] of tasksOf(world))
      if (hashBytes(bytes) !== hash) throw importDamaged(`its part “${hash.slice(0, 12)}” is not as a lab writes it`);
    for (const { name, weights: own, rank } of world.organelles) {
      const found = adapters.get(own)!.rank;
      if (found !== rank) throw importDamaged(`the weights of ${name} have rank ${found} instead of ${rank}`);
    }
  });
  return { adapters, memories };
}
