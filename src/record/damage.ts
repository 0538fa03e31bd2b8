/** The one error for a journal that cannot be believed. */
import { LabError } from '../core/errors.ts';

/** @param what continues “The journal of this run is damaged: …” */
export function journalDamaged(what: string, cause?: unknown): LabError {
  return new LabError(
    'journal-damaged',
    `The journal of this run is damaged: ${what}.`,
    'Import an earlier export of the run, or begin a new one.',
    { cause },
  );
}
