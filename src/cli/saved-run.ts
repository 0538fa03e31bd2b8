/** Runs that lie in directories, read without touching them. */
import { LabError } from '../core/errors.ts';
import { foldRecord } from '../record/fold.ts';
import type { View } from '../record/view.ts';
import { DirectoryStore } from './store-directory.ts';

/** The store of a directory and the id of its run. LabError `run-missing` when there is none. */
export async function openSaved(directory: string): Promise<{ store: DirectoryStore; id: string }> {
  const store = await DirectoryStore.read(directory);
  const [run] = (await store?.listRuns()) ?? [];
  if (store && run) return { store, id: run.id };
  throw new LabError('run-missing', `There is no run in ${directory}.`, 'Make one with the command `run`.');
}

/** What happened in the run of a directory. */
export async function viewOf(directory: string): Promise<View> {
  const { store, id } = await openSaved(directory);
  return foldSaved(store, id);
}

export async function foldSaved(store: DirectoryStore, id: string): Promise<View> {
  const records = await store.readRecords(id, 0, Infinity);
  return records.reduce<View | null>(foldRecord, null)!;
}
