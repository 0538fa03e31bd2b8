/** A run to be carried out of the lab: a directory, or an `.evolora` file, read without its model. */
import { readFile, stat } from 'node:fs/promises';
import type { WholeRun } from '../exchange/run.ts';
import { openRunFile } from '../record/file/evolora-file.ts';
import { collectRun, hostByRun } from '../record/file/read-run.ts';
import { absent } from './replace-file.ts';
import { readSaved } from './saved-run.ts';

/** Throws LabErrors of `readSaved`, and of `openRunFile` and `collectRun` for a file. */
export async function readWholeRun(path: string): Promise<WholeRun> {
  const found = await stat(path).catch(absent);
  if (found?.isFile()) {
    const run = await openRunFile(new Blob([await readFile(path)]), path);
    return collectRun(run, await hostByRun(run));
  }
  const { store, id, records, view } = await readSaved(path);
  return { ...(await store.readWorld(id)), records, view };
}
