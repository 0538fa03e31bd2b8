/** Host directories on disk, for tests. */
import { readFile } from 'node:fs/promises';
import type { HostFiles } from '../../src/host/files/files.ts';

export function filesIn(folder: string): HostFiles {
  return { read: async (path) => new Uint8Array(await readFile(new URL(`../../${folder}/${path}`, import.meta.url))) };
}

export const MICRO = 'public/hosts/micro';
