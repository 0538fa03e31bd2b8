/**
 * Where things are. The scripts may be started from any folder, so every path is taken from this file's own place.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path inside the repository. */
export function inRepository(...parts) {
  return join(repositoryRoot, ...parts);
}
