/** Runs that lie in directories, read without touching them. */
import { LabError } from '../core/errors.ts';
import { livesOn, otherHostInWords } from '../ecology/world/rules.ts';
import type { HostIdentity } from '../host/index.ts';
import { foldRecord } from '../record/fold/fold.ts';
import type { View } from '../record/fold/view.ts';
import { DirectoryStore } from './store-directory.ts';

/**
 * The store of a directory, its run, the whole journal and what it folds into. LabError `run-missing` when there is
 * none, `run-newer` or `journal-damaged`.
 */
export async function readSaved(directory: string) {
  const store = await DirectoryStore.read(directory);
  const [run] = (await store?.listRuns()) ?? [];
  if (!store || !run)
    throw new LabError('run-missing', `There is no run in ${directory}.`, 'Make one with the command `run`.');
  const records = await store.readRecords(run.id, 0, Infinity);
  return { store, id: run.id, records, view: records.reduce<View | null>(foldRecord, null)! };
}

/** Throws LabError `compare-host` for a run of a directory that lives on another model than the one that was named. */
export function requireHost(directory: string, { run }: View, named: HostIdentity): void {
  if (livesOn(run, named)) return;
  throw new LabError(
    'compare-host',
    `The run in ${directory} lives on ${otherHostInWords(run, named)}, and not on “${named.name}” as it lies here.`,
    'Give the model it lives on with --host, at its --precision, or leave the run out.',
  );
}
