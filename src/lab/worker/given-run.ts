/** A run that somebody gives, wherever it lies: found as far as its parts go, and named in every sentence about it. */
import { openRunFile } from '../../record/file/evolora-file.ts';
import { withFileName } from '../../record/file/import-errors.ts';
import type { FoundRun } from '../../record/file/read-run.ts';
import { openRunFolder } from '../../record/file/run-folder.ts';
import { partOfBlob } from '../../record/file/run-parts.ts';
import type { GivenRun } from '../contract.ts';
import { fetchFile, isFolderAddress, partsAt } from './run-address.ts';

interface FindOptions {
  /** Gives it up: its reason is thrown. */
  signal: AbortSignal;
  /** Told how far the fetching of a file is, 0..1. */
  onFetched: (share: number) => void;
}

/** Throws LabErrors of `openRunFile`, `openRunFolder` and `fetchFile`. */
export async function findRun(given: GivenRun, { signal, onFetched }: FindOptions): Promise<FoundRun> {
  if (given instanceof File) return openRunFile(given, given.name);
  if ('address' in given) {
    const { name, address } = given;
    if (isFolderAddress(address)) return openRunFolder(partsAt(address, signal));
    return openRunFile(await fetchFile(address, { signal, onShare: onFetched }), name);
  }
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
    throw withFileName(thrown, given.name, given instanceof File ? 'file' : 'address' in given ? 'address' : 'folder');
  }
}

/** Bytes of a run's parts; null where they are not known before they are read. */
export function bytesOfRun({ journal, blobs }: FoundRun): number | null {
  const sizes = [journal, ...[...blobs.values()].map(({ part }) => part)].map(({ bytes }) => bytes);
  return sizes.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
