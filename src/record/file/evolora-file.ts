/**
 * A whole run as one `.evolora` file: journal, state, weights.
 *
 *     manifest.json                  format, version, lab, host, run, and size and hash of every other part
 *     world.json                     the state after the last generation
 *     journal.ndjson                 one generation a line
 *     adapters/HASH.safetensors      the weights that the state needs, PEFT names
 *     memories/HASH.safetensors      what organelles remember of their learning: moments, traces, baselines
 *     tasks/HASH.jsonl               the tasks that the world lives on, where they are somebody's own
 */
import { z } from 'zod';
import { canonicalJson } from '../../base/hash.ts';
import { hostIdentitySchema, type GenerationRecord } from '../../ecology/events/events.ts';
import { memoriesInUse, tasksInUse, weightsInUse, worldSchema, type World } from '../../ecology/world/world.ts';
import { checked, jsonOfPart, requireKnown } from './checked-json.ts';
import { MOST_STATE_BYTES, openZip, packFile } from './evolora-zip.ts';
import { importDamaged } from './import-errors.ts';
import { FILE_VERSION, migrate } from './migrations.ts';
import type { FoundRun } from './read-run.ts';
import { wholeOf, type RunPart } from './run-parts.ts';
import type { Blobs } from '../store/store.ts';
import { LAB_VERSION } from '../version.ts';

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

/**
 * The run of a file that may come from anyone, as far as its parts go. Throws LabError and nothing else: `file-unreadable`,
 * `import-too-large`, `import-foreign`, `import-unsupported`, `import-newer` or `import-damaged`.
 * @param name  of the file
 */
export async function openRunFile(file: Blob, name: string): Promise<FoundRun> {
  const { version, ...packed } = await openZip(file, name);
  const { manifest: told, files } = migrate(packed, version);
  const partAt = (path: string): RunPart => {
    const part = files.get(path);
    if (!part) throw importDamaged(`its part “${path}” is missing`);
    return part;
  };
  const manifest = checked(manifestSchema, told, 'manifest.json');
  const rawWorld = jsonOfPart(await wholeOf(partAt('world.json'), MOST_STATE_BYTES), 'world.json');
  requireKnown(rawWorld);
  const world = checked(worldSchema, rawWorld, 'world.json');
  const journal = partAt('journal.ndjson');
  const blobs = new Map([...blobPaths(world)].map(([hash, path]) => [hash, { path, part: partAt(path) }]));
  if (files.size !== blobs.size + 2) throw importDamaged('it holds parts that do not belong to the run');
  const { name: runName, seed, generations } = manifest.run;
  return { name: runName, claims: { host: manifest.host, seed, generations }, rawWorld, world, journal, blobs };
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
