/** The content of a file that somebody chose or dropped. */
import { LabError } from '../../core/errors.ts';

/** Rejects with LabError `file-unreadable` where the browser cannot read it: a folder looks like a file until it is read. */
export async function contentOf(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (thrown) {
    throw new LabError(
      'file-unreadable',
      `“${file.name}” cannot be read: it is a folder, was moved or changed since it was chosen, or is too large for the browser.`,
      'Choose a file that is there now; your runs are as they were.',
      { cause: thrown },
    );
  }
}
