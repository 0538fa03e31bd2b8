/** What a store's own errors mean to a person. */
import { ExplainedError } from '../../base/errors.ts';
import { LabError } from '../../core/errors.ts';

const FULL = new Set(['QuotaExceededError', 'ENOSPC', 'EDQUOT', 'EFBIG']);

/** Any error of IndexedDB or a file system as LabError `storage-full` or `storage-refused`; a LabError stays itself. */
export function storageError(thrown: unknown): ExplainedError {
  if (thrown instanceof ExplainedError) return thrown;
  const {
    name = '',
    code = '',
    message = String(thrown),
  } = (thrown ?? {}) as { name?: string; code?: unknown; message?: string };
  if (FULL.has(name) || FULL.has(String(code))) {
    return new LabError(
      'storage-full',
      'The storage is full, so the newest generations are kept in memory only.',
      'Free some space or delete old runs, then try again; or export the run now.',
      { cause: thrown },
    );
  }
  if (name === 'VersionError') {
    return new LabError(
      'storage-newer',
      'The runs stored here were written by a newer version of the lab.',
      'Load the newer version again; what happens here until then is kept in memory only and can be exported.',
      { cause: thrown },
    );
  }
  return new LabError(
    'storage-refused',
    `Runs cannot be stored here (${message || name}), so this one is kept in memory only.`,
    'Allow the site to store data, or leave private browsing; or export the run before you close the page.',
    { cause: thrown },
  );
}
