/** What a store's own errors mean to a person. */
import { ExplainedError } from '../../base/errors.ts';
import { LabError } from '../../core/errors.ts';

const FULL = new Set(['QuotaExceededError', 'ENOSPC', 'EDQUOT', 'EFBIG']);

/** What is thrown for a connection that is gone or silent, though the store may be as it was. */
const LOST = new Set(['UnknownError', 'InvalidStateError', 'TimeoutError']);

/** What we throw where a browser says nothing. */
export function noAnswer(afterMs: number): DOMException {
  return new DOMException(`it did not answer within ${Math.ceil(afterMs / 1000)} s`, 'TimeoutError');
}

export function isConnectionLost(thrown: unknown): boolean {
  return LOST.has((thrown as { name?: string } | null)?.name ?? '');
}

/** Whether a database could not be opened because a newer version of the lab brought it to its own. */
export function isNewer(thrown: unknown): boolean {
  return (thrown as { name?: string } | null)?.name === 'VersionError';
}

export function storageBlocked(): LabError {
  return new LabError(
    'storage-blocked',
    'The stored runs cannot be opened now: another tab of the lab holds them, or the browser does not answer.',
    'Close the other tabs of the lab and reload; what happens here until then is kept in memory only and can be exported.',
  );
}

/** A newer version opened the database while this one had it open: what is saved cannot even be read from here any more. */
export function storageTaken(): LabError {
  return new LabError(
    'storage-newer',
    'A newer version of the lab has taken over the stored runs, so this tab can neither save nor export what happens from now on.',
    'Close the other tabs of the lab and reload: the run goes on from the last generation that was saved.',
  );
}

/** Any error of IndexedDB or a file system as LabError `storage-full`, `storage-newer`, `storage-lost` or `storage-refused`; a LabError stays itself. */
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
  if (isNewer(thrown)) {
    return new LabError(
      'storage-newer',
      'The runs stored here were written by a newer version of the lab.',
      'Load the newer version again; what happens here until then is kept in memory only and can be exported.',
      { cause: thrown },
    );
  }
  if (isConnectionLost(thrown)) {
    return new LabError(
      'storage-lost',
      `The browser lost the stored runs, also when they were opened again (${message || name}), so the newest generations are kept in memory only.`,
      'Export the run first, so that it is safe; then leave the page open, for they are saved as soon as the browser answers.',
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
