/** How much a directory's disk has left. */
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Bytes that may still be written where a directory lies or will lie; null when the system does not say. */
export async function roomIn(directory: string): Promise<number | null> {
  const place = resolve(directory);
  try {
    const { bavail, bsize } = await statfs(place);
    return bavail * bsize;
  } catch {
    return dirname(place) === place ? null : roomIn(dirname(place));
  }
}
