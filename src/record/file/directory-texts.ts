/**
 * What lies in a run's directory, and how its two texts are written and read: what is damaged and what only is newer are told
 * apart.
 */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import { requireKnownRules } from '../../core/rules-version.ts';
import { generationRecordSchema, unknownEvent, type GenerationRecord } from '../../ecology/events/events.ts';
import { tasksInUse, worldSchema, type World } from '../../ecology/world/world.ts';
import { journalDamaged } from '../damage.ts';
import type { RunSummary } from '../store/store.ts';
import { FILE_VERSION } from './migrations.ts';

/** What lies in a run's directory. */
export const [STATE, JOURNAL, AMENDED, BLOBS] = ['world.json', 'journal.ndjson', 'amended.ndjson', 'blobs'];

/** Where a file that a state needs lies in the directory. */
export function blobPath(world: World, hash: string): string {
  return `${BLOBS}/${hash}.${tasksInUse(world).has(hash) ? 'jsonl' : 'safetensors'}`;
}

export const headSchema = z.strictObject({
  /** The version of the files' form, counted with that of `.evolora` files; directories from before it had one lack it. */
  version: z.int().min(1).max(FILE_VERSION).optional(),
  run: z.strictObject({
    id: z.string(),
    name: z.string(),
    seed: z.string(),
    generations: z.int().min(0),
    savedAt: z.number(),
    hostName: z.string(),
  }),
  /** Bytes of the journal that belong to this state. */
  journalBytes: z.int().min(0),
  world: worldSchema,
});
/** What world.json holds. */
export type Head = z.infer<typeof headSchema>;

/** Of a fork the journal tells whose it is. */
export function writeHead({ run, ...head }: Omit<Head, 'version'> & { run: RunSummary }): string {
  const { parent: _, ...facts } = run;
  return JSON.stringify({ version: FILE_VERSION, run: facts, ...head });
}

/**
 * @param path of world.json, for sentences
 * @throws LabError `run-newer` for a form or rules that this lab does not know, `journal-damaged`
 */
export function readHead(text: string, path: string): Head {
  const value = jsonOf(text, path) as { version?: unknown; world?: { rules?: unknown } | null } | null;
  if (Number(value?.version) > FILE_VERSION)
    throw newer(
      `${path} has version ${String(value?.version)} of its form, and this lab reads them up to ${FILE_VERSION}`,
    );
  if (typeof value?.world?.rules === 'number') requireKnownRules(`The run in ${path}`, value.world.rules);
  const parsed = headSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw journalDamaged(`${path} is not a state of this lab (${parsed.error.issues[0]!.message})`);
}

export function writeLine(record: GenerationRecord): string {
  return `${JSON.stringify(record)}\n`;
}

/**
 * A generation out of its line in the journal.
 * @param where the journal's path and the number of its line, for sentences
 * @throws LabError `run-newer` for events that this lab does not know, `journal-damaged`
 */
export function readLine(line: string, where: string): GenerationRecord {
  const value = jsonOf(line, where);
  const parsed = generationRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const unknown = unknownEvent(value);
  if (unknown !== null) throw newer(`${where} tells of “${unknown}”, which this lab does not know`);
  throw journalDamaged(`${where} is not a generation (${parsed.error.issues[0]!.message})`);
}

function newer(what: string): LabError {
  return new LabError(
    'run-newer',
    `${what}: it was written by a newer lab.`,
    'Use that lab; the run is kept as it is.',
  );
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw journalDamaged(`${where} is not JSON`, cause);
  }
}
