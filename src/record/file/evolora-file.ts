/**
 * A whole run as one `.evolora` file: journal, state, weights. Import validates everything in memory before anything is
 * kept, so a file is either the run it says it is or one clear sentence; the journal must fold to exactly the state it
 * comes with, to the last unit of energy.
 *
 *     manifest.json                  format, version, lab, host, run, and size and hash of every other part
 *     world.json                     the state after the last generation
 *     journal.ndjson                 one generation a line
 *     adapters/HASH.safetensors      the weights that the state needs, PEFT names
 *     memories/HASH.safetensors      what organelles remember of their learning: moments, traces, baselines
 *     tasks/HASH.jsonl               the tasks that the world lives on, where they are somebody's own
 */
import { z } from 'zod';
import { canonicalJson, hashBytes, hashJson } from '../../base/hash.ts';
import { knowsRules, RULES_VERSION } from '../../core/rules-version.ts';
import {
  hostIdentitySchema,
  generationRecordSchema,
  unknownEvent,
  type GenerationRecord,
} from '../../ecology/events/events.ts';
import {
  memoriesInUse,
  tasksInUse,
  weightsInUse,
  worldSchema,
  type AdapterPool,
  type MemoryPool,
  type World,
} from '../../ecology/world/world.ts';
import { sitesOfFile, type Host, type Site } from '../../host/index.ts';
import { ExplainedError } from '../../base/errors.ts';
import { checkAgreement, checkSameHost } from './evolora-check.ts';
import { packFile, jsonOfPart, unpackFile } from './evolora-zip.ts';
import { foldRecord } from '../fold/fold.ts';
import { importDamaged, importNewer } from './import-errors.ts';
import { FILE_VERSION, migrate, type FileParts } from './migrations.ts';
import { readPools, writePools, type Pools } from '../store/pools.ts';
import type { Blobs } from '../store/store.ts';
import { LAB_VERSION } from '../version.ts';
import type { View } from '../fold/view.ts';

const manifestSchema = z.strictObject({
  format: z.string(),
  version: z.literal(FILE_VERSION),
  lab: z.string(),
  host: hostIdentitySchema,
  run: z.strictObject({ name: z.string().max(200), seed: z.string(), generations: z.int().min(0) }),
  files: z.record(z.string(), z.unknown()),
});

export interface ExportedRun {
  /** The name that its owner gave it, which may not be the one it began with. */
  summary: { name: string };
  world: World;
  blobs: Blobs;
  /** All generations, from 0. */
  records: readonly GenerationRecord[];
}

export interface ImportedRun {
  name: string;
  world: World;
  blobs: Blobs;
  adapters: AdapterPool;
  memories: MemoryPool;
  records: GenerationRecord[];
  view: View;
}

/** What a file is checked against: the host that is loaded. */
interface HostFacts {
  identity: Host['identity'];
  sites: readonly Site[];
}

/** A run as the bytes of a file; the same run always gives the same bytes. */
export function exportRun({ summary, world, blobs, records }: ExportedRun): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array>([
    ['world.json', encoder.encode(canonicalJson(world))],
    ['journal.ndjson', encoder.encode(records.map((record) => `${canonicalJson(record)}\n`).join(''))],
  ]);
  for (const [hash, path] of blobPaths(world)) {
    const bytes = blobs.get(hash);
    if (!bytes) throw new RangeError(`the file ${path} is missing`);
    files.set(path, bytes);
  }
  const run = { name: summary.name, seed: world.seed, generations: world.generation };
  return packFile({ manifest: { lab: LAB_VERSION, host: world.host, run }, files });
}

/** A file that is a run as far as its parts go. */
export interface RunFile {
  /** The model that it lived on. */
  livedOn: Pick<World, 'host' | 'rules'>;
  /** The run, checked whole. Throws what `importRun` throws. */
  check: (host: HostFacts) => ImportedRun;
  /** The same without the model: that its weights are of one model is all that is known of them. */
  checkAlone: () => ImportedRun;
}

/**
 * A run out of a file that may come from anyone. Throws LabError and nothing else: `import-too-large`, `import-foreign`,
 * `import-unsupported`, `import-newer`, `import-damaged` or `import-other-host`.
 */
export function importRun(bytes: Uint8Array, host: HostFacts): ImportedRun {
  return openRunFile(bytes).check(host);
}

/** The same in two steps, for whoever has the right model at hand once it is known which one that is. */
export function openRunFile(bytes: Uint8Array): RunFile {
  return damagedUnlessSaid(() => {
    const { version, ...packed } = unpackFile(bytes);
    const parts = migrate(packed, version);
    const { rawWorld, world } = readWorld(parts);
    const check = (host: HostFacts) => damagedUnlessSaid(() => readParts(parts, rawWorld, world, host));
    return { livedOn: world, check, checkAlone: () => check(hostByFile(parts, world)) };
  });
}

/** What a file itself says of its model: its name and hash, and the sites of whatever weights come first. */
function hostByFile({ files }: FileParts, { host }: World): HostFacts {
  const [first] = [...files].filter(([path]) => path.startsWith('adapters/'));
  const identity = { ...host, modelHash: host.hash };
  return { identity, sites: first ? damagedUnlessSaid(() => sitesOfFile(first[1])) : [] };
}

function damagedUnlessSaid<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof ExplainedError) {
      if (thrown.code.startsWith('import-')) throw thrown;
      throw importDamaged(thrown.sentence.replace(/\.$/, ''), thrown);
    }
    throw importDamaged('its parts do not belong together', thrown);
  }
}

function partOf({ files }: FileParts, path: string): Uint8Array {
  const bytes = files.get(path);
  if (!bytes) throw importDamaged(`its part “${path}” is missing`);
  return bytes;
}

function readWorld(parts: FileParts): { rawWorld: unknown; world: World } {
  checked(manifestSchema, parts.manifest, 'manifest.json');
  const rawWorld = jsonOfPart(partOf(parts, 'world.json'), 'world.json');
  requireKnown(rawWorld);
  return { rawWorld, world: checked(worldSchema, rawWorld, 'world.json') };
}

function readParts(parts: FileParts, rawWorld: unknown, world: World, host: HostFacts): ImportedRun {
  const { files } = parts;
  const manifest = checked(manifestSchema, parts.manifest, 'manifest.json');
  checkSameHost(world, host.identity);
  const { records, view } = readJournal(partOf(parts, 'journal.ndjson'));
  // The state is named by its hash as it was written: parameters that came later have their defaults only in `world`.
  checkAgreement({ manifest, world, stateHash: hashJson(rawWorld), view, records });
  return { name: manifest.run.name, world, records, view, ...readBlobs(world, files, host.sites) };
}

/** Newer rules may come with a state that this lab would take for damaged. */
function requireKnown(rawWorld: unknown): void {
  const rules = (rawWorld as { rules?: unknown } | null)?.rules;
  if (typeof rules === 'number' && !knowsRules(rules))
    throw importNewer(`lived under rules ${rules}; this lab knows them up to ${RULES_VERSION}`);
}

function readJournal(bytes: Uint8Array): { records: GenerationRecord[]; view: View } {
  const records: GenerationRecord[] = [];
  let view: View | null = null;
  for (const line of linesOf(bytes)) {
    const where = `journal.ndjson, line ${records.length + 1}`;
    const page = jsonOfPart(line, where);
    const unknown = unknownEvent(page);
    if (unknown !== null) throw importNewer(`its journal tells of “${unknown}”, which this lab does not know`);
    const record = checked(generationRecordSchema, page, where);
    view = foldRecord(view, record);
    records.push(record);
  }
  if (!view) throw importDamaged('its journal is empty');
  return { records, view };
}

/** Lines as bytes, since a long journal is longer than a string can be. The last line ends like all others. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf(0x0a, from);
    if (end < 0) throw importDamaged('its journal is cut off');
    yield bytes.subarray(from, end);
    from = end + 1;
  }
}

/** Where the files that a state needs lie in the zip, by their hashes, in order. */
function blobPaths(world: World): Map<string, string> {
  const inFolder = (folder: string, hashes: ReadonlySet<string>, ending = 'safetensors') =>
    [...hashes].sort().map((hash) => [hash, `${folder}/${hash}.${ending}`] as const);
  return new Map([
    ...inFolder('adapters', weightsInUse(world)),
    ...inFolder('memories', memoriesInUse(world)),
    ...inFolder('tasks', tasksInUse(world), 'jsonl'),
  ]);
}

function readBlobs(world: World, files: FileParts['files'], sites: readonly Site[]): Pools & { blobs: Blobs } {
  const blobs = new Map<string, Uint8Array>();
  for (const [hash, path] of blobPaths(world)) {
    const bytes = files.get(path);
    if (!bytes) throw importDamaged(`its part “${path}” is missing`);
    if (hashBytes(bytes) !== hash) throw importDamaged(`its part “${path}” is another than its name says`);
    blobs.set(hash, bytes.slice());
  }
  if (files.size !== blobs.size + 2) throw importDamaged('it holds parts that do not belong to the run');
  const pools = readPools(world, blobs, sites);
  // The lab keeps what files say, not files: what it will write again must be what was read.
  for (const [hash, bytes] of writePools(world, pools, sites))
    if (hashBytes(bytes) !== hash) throw importDamaged(`its part “${hash.slice(0, 12)}” is not as a lab writes it`);
  for (const { name, weights, rank } of world.organelles) {
    const found = pools.adapters.get(weights)!.rank;
    if (found !== rank) throw importDamaged(`the weights of ${name} have rank ${found} instead of ${rank}`);
  }
  return { blobs, ...pools };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const at = issue.path.length > 0 ? ` at “${issue.path.join('.')}”` : '';
  // All the words that might stand there are too many for a sentence.
  const why = issue.code === 'invalid_union' ? 'an unknown kind' : issue.message.toLowerCase();
  throw importDamaged(`its part “${path}” is not as it should be${at} (${why})`, parsed.error);
}
