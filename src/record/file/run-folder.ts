/**
 * A run as it lies in a directory, which the command line keeps: read, never mended.
 *
 *     world.json         what the run is, how much of the journal belongs to it, and its state
 *     journal.ndjson     one generation a line; what an unfinished write left behind its bytes does not count
 *     amended.ndjson     left where a process ended before it had put it in the journal's place: then it is the journal
 *     blobs/HASH.…       the weights, memories and tasks that the state needs, and perhaps some more
 */
import { blobsInUse, worldSchema } from '../../ecology/world/world.ts';
import { checked, jsonOfPart, requireKnown } from './checked-json.ts';
import { AMENDED, blobPath, headSchema, JOURNAL, STATE } from './directory-texts.ts';
import { MOST_JOURNAL_BYTES, MOST_STATE_BYTES } from './evolora-zip.ts';
import { importDamaged, importForeign, importNewer, importTooLarge } from './import-errors.ts';
import { FILE_VERSION } from './migrations.ts';
import type { FoundRun } from './read-run.ts';
import { beginningOf, wholeOf, type RunPart } from './run-parts.ts';

/** A folder of which parts can be asked by their paths within it. */
export type PartsOfFolder = (path: string) => Promise<RunPart | null>;

/**
 * The run of a folder that may come from anyone, as far as its parts go. Throws LabError `import-foreign`, `import-newer`,
 * `import-damaged` or `import-too-large`, and what asking for parts throws.
 */
export async function openRunFolder(partAt: PartsOfFolder): Promise<FoundRun> {
  const state = await partAt(STATE);
  if (!state) throw importForeign(`has no ${STATE}`);
  const raw = jsonOfPart(await wholeOf(state, MOST_STATE_BYTES), STATE) as {
    version?: unknown;
    world?: unknown;
  } | null;
  if (raw === null || typeof raw !== 'object' || !('world' in raw))
    throw importForeign(`has another program’s ${STATE}`);
  if (Number(raw.version) > FILE_VERSION)
    throw importNewer(`version ${String(raw.version)} of the form; this lab knows ${FILE_VERSION}`);
  requireKnown(raw.world);
  const { run, journalBytes } = checked(headSchema, raw, STATE);
  const world = checked(worldSchema, raw.world, STATE);
  if (journalBytes > MOST_JOURNAL_BYTES) throw importTooLarge(journalBytes, MOST_JOURNAL_BYTES);
  const amended = await partAt(AMENDED);
  const journal = amended?.bytes === journalBytes ? amended : await partAt(JOURNAL);
  if (!journal) throw importDamaged(`its part “${JOURNAL}” is missing`);
  const blobs = new Map<string, { path: string; part: RunPart }>();
  for (const hash of [...blobsInUse(world)].sort()) {
    const path = blobPath(world, hash);
    const part = await partAt(path);
    if (!part) throw importDamaged(`its part “${path}” is missing`);
    blobs.set(hash, { path, part });
  }
  return {
    name: run.name.slice(0, MOST_NAME_LENGTH),
    claims: { host: world.host, seed: run.seed, generations: run.generations },
    rawWorld: raw.world,
    world,
    journal: beginningOf(journal, JOURNAL, journalBytes),
    blobs,
  };
}

const MOST_NAME_LENGTH = 200;
