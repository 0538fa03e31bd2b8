/**
 * Why a file was not imported. Each is said only where it is true: `damaged` of a run's file that is not whole any more,
 * `foreign` of what never was one, `unsupported` of what may be a run in a form that this lab does not read.
 * Every sentence begins with “The file”; `withFileName` puts the name behind it.
 */
import { ExplainedError } from '../../base/errors.ts';
import { LabError } from '../../core/errors.ts';

const NOTHING_IMPORTED = 'nothing was imported and your runs are as they were';

export function importDamaged(why: string, cause?: unknown): LabError {
  return new LabError(
    'import-damaged',
    `The file is damaged: ${why}.`,
    `Get another copy of it, or export the run again; ${NOTHING_IMPORTED}.`,
    { cause },
  );
}

export function cutOff(cause?: unknown): LabError {
  return importDamaged('it is cut off or was changed on its way', cause);
}

/** A folder looks like a file until it is read. */
export function fileUnreadable(name: string, cause: unknown): LabError {
  return new LabError(
    'file-unreadable',
    `“${name}” cannot be read: it is a folder, was moved or changed since it was chosen, or is too large for the browser.`,
    'Choose a file that is there now; your runs are as they were.',
    { cause },
  );
}

/** @param why  continues “… is not a run of Evolora Lab: it” */
export function importForeign(why: string): LabError {
  return new LabError(
    'import-foreign',
    `The file is not a run of Evolora Lab: it ${why}.`,
    `Choose a file that ends in .evolora, as Export makes it, or the folder of a run, or load an experiment file under New run; ${NOTHING_IMPORTED}.`,
  );
}

/** @param why  continues “… not supported, because” */
export function importUnsupported(why: string, cause?: unknown): LabError {
  return new LabError(
    'import-unsupported',
    `The file has a form that is not supported, because ${why}.`,
    `Choose the file as Export made it, not unpacked and packed again; ${NOTHING_IMPORTED}.`,
    { cause },
  );
}

/** @param what  what is newer, in brackets */
export function importNewer(what: string): LabError {
  return new LabError(
    'import-newer',
    `The file was written by a newer lab (${what}).`,
    `Open it with a newer version of the lab; ${NOTHING_IMPORTED}.`,
  );
}

/** @param why  continues “… cannot be fetched: …” */
export function importUnreachable(why: string, cause?: unknown): LabError {
  return new LabError(
    'import-unreachable',
    `The file cannot be fetched: ${why}.`,
    `Check the address, or fetch the file yourself and drop it on the page; ${NOTHING_IMPORTED}.`,
    { cause },
  );
}

export function importTooLarge(bytes: number, most: number): LabError {
  return new LabError(
    'import-too-large',
    `The file holds ${Math.ceil(bytes / 2 ** 20)} MB; at most ${most / 2 ** 20} MB can be read.`,
    `Grow a run as long as this with “evolora run EXPERIMENT --seed S --out DIR”, which keeps it on disk; ${NOTHING_IMPORTED}.`,
  );
}

/** What a store throws while a run is staged, as LabError `import-no-room` or `import-not-kept`; anything else as it is. */
export function importNotKept(thrown: unknown): unknown {
  if (!(thrown instanceof LabError) || !thrown.code.startsWith('storage-')) return thrown;
  if (thrown.code !== 'storage-full')
    return new LabError(
      'import-not-kept',
      'The file could not be kept: the browser’s storage refused it or did not answer.',
      `Reload the page and try again, or close the other tabs of the lab; ${NOTHING_IMPORTED}.`,
      { cause: thrown },
    );
  return new LabError(
    'import-no-room',
    'The file holds more than the browser’s storage has room for.',
    `Delete runs or models that you need no more, or free some space on the disk, and try again; ${NOTHING_IMPORTED}.`,
    { cause: thrown },
  );
}

export function importOtherHost(ran: string, loaded: string): LabError {
  return new LabError(
    'import-other-host',
    `The file holds a run that lived on ${ran}; here “${loaded}” is loaded, and adapters work on their own host only.`,
    `Drop the folder of that model on the page, or open the file in a lab that has it; ${NOTHING_IMPORTED}.`,
  );
}

/** What was being read, as its errors name it. */
type Given = 'file' | 'folder' | 'address';

/** The same error with the file's name in its sentence; errors that are not about a file stay as they are. */
export function withFileName(thrown: unknown, name: string, given: Given = 'file'): unknown {
  if (!(thrown instanceof LabError) || !thrown.code.startsWith('import-')) return thrown;
  const what = given === 'address' ? 'The run at' : `The ${given}`;
  const sentence = thrown.sentence.replace(/^The file/, `${what} “${name}”`);
  return new LabError(thrown.code, sentence, thrown.nextStep, { cause: thrown.cause });
}

/** What reading throws that knows nothing of files, as LabError `import-damaged`. */
export function damagedUnlessSaid<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof ExplainedError)) throw importDamaged('its parts do not belong together', thrown);
    if (thrown.code.startsWith('import-')) throw thrown;
    throw importDamaged(thrown.sentence.replace(/\.$/, ''), thrown);
  }
}
