/** What leaves the lab, into a directory of its own. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../core/errors.ts';
import { absent } from './replace-file.ts';

/** Throws LabError `export-place` for a directory that is not empty. */
export async function requireEmpty(out: string): Promise<void> {
  const there = await readdir(out).catch(absent);
  if (there && there.length > 0)
    throw new LabError('export-place', `${out} holds other things already.`, 'Name a new directory with --out.');
}

/** Files by their paths, with forward slashes. */
export async function writeFiles(out: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), bytes);
  }
  console.log(`Wrote ${files.size} files to ${out}.`);
}
