/** Files that are written whole or not at all, whatever stops the process. */
import { open, rename, rm } from 'node:fs/promises';

/** Replaces a file in one rename, when its content is safely on the disk. Its folder must be there. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.partial`;
  await rm(partial, { force: true });
  await appendDurably(partial, content);
  await rename(partial, path);
}

/** Writes at a file's end, and waits until it is on the disk. */
export async function appendDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.appendFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** For a file that may not be there: null where it is not, as the end of a `catch`. */
export function absent(thrown: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes((thrown as { code?: string }).code ?? '')) return null;
  throw thrown;
}
