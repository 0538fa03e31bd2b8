/** What leaves the lab, into a directory of its own: all of it, or nothing. */
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../../core/errors.ts';
import { absent } from '../replace-file.ts';

/** Throws LabError `export-place` for a directory that is not empty, and for what is no directory. */
export async function requireEmpty(out: string): Promise<void> {
  const there = await readdir(out).catch((thrown: unknown) => {
    if ((thrown as { code?: string }).code === 'ENOTDIR')
      throw new LabError('export-place', `${out} is a file, or lies in one.`, 'Name a new directory with --out.');
    return absent(thrown);
  });
  if (there && there.length > 0)
    throw new LabError('export-place', `${out} holds other things already.`, 'Name a new directory with --out.');
}

/**
 * Writes files by their paths, with forward slashes, beside their place, and moves them there when all are whole. It waits for
 * nothing, so a person who stops the command stops it before or after. Throws LabError `export-place` where it cannot be.
 */
export function writeFiles(out: string, files: ReadonlyMap<string, Uint8Array>): void {
  const beside = `${resolve(out)}.partial-${process.pid}`;
  let isBegun = false;
  try {
    mkdirSync(dirname(beside), { recursive: true });
    mkdirSync(beside);
    isBegun = true;
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(beside, path)), { recursive: true });
      writeFileSync(join(beside, path), bytes);
    }
    // An empty directory stands in the way of the move on some systems.
    if (existsSync(out)) rmdirSync(out);
    renameSync(beside, out);
  } catch (cause) {
    if (isBegun) rmSync(beside, { recursive: true, force: true });
    const sentence = `${out} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new LabError('export-place', sentence, 'Name another directory with --out; nothing was left there.', {
      cause,
    });
  }
  console.log(`Wrote ${files.size} files to ${out}.`);
}
