/** Host directories on disk, for tests. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { repositoryRoot } from '../../scripts/lib/paths.mjs';
import type { HostFiles } from '../../src/host/files/files.ts';

/** @param folder from the repository's root, or absolute */
export function filesIn(folder: string): HostFiles {
  return { read: async (path) => new Uint8Array(await readFile(resolve(repositoryRoot, folder, path))) };
}

export const MICRO = 'public/hosts/micro';
