/** A run that somebody gives, wherever it lies: found as far as its parts go, and named in every sentence about it. */
import { openRunFile } from '../../record/file/evolora-file.ts';
import { withFileName } from '../../record/file/import-errors.ts';
import type { FoundRun } from '../../record/file/read-run.ts';
import { openRunFolder } from '../../record/file/run-folder.ts';
import { partOfBlob } from '../../record/file/run-parts.ts';
import type { GivenRun } from '../contract.ts';

/** Throws LabErrors of `openRunFile` and `openRunFolder`. */
export function findRun(given: GivenRun): Promise<FoundRun> {
  if (given instanceof File) return openRunFile(given, given.name);
  const files = new Map(given.files.map(({ path, file }) => [path, file]));
  return openRunFolder(async (path) => {
    const file = files.get(path);
    return file ? partOfBlob(file, `${given.name}/${path}`) : null;
  });
}

/** Does some work on a run; errors about it then bear its name. */
export async function naming<T>(given: GivenRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw withFileName(thrown, given.name, given instanceof File ? 'file' : 'folder');
  }
}
