/** `evolora export`: what a run made, in files that other tools read. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import type { FormatName } from '../../exchange/format-words.ts';
import { FORMATS, type ExportChoice } from '../../exchange/formats.ts';
import { describeChosenHost, type ChosenHost } from '../open-host.ts';
import { absent } from '../replace-file.ts';
import { requireHost } from '../saved-run.ts';
import { readWholeRun } from '../whole-run.ts';

interface ExportOptions extends ExportChoice {
  /** With a host, only a run that lives on it is taken. */
  chosen?: ChosenHost;
  /** A run's directory or its `.evolora` file. */
  run: string;
  format: FormatName;
  out: string;
}

/**
 * Throws LabError `export-place` for a directory that is not empty, before anything is written; `compare-host` for a run of
 * another model than the one that is named; and what reading and exporting throw.
 */
export async function exportCommand({ run, format, out, chosen = {}, ...choice }: ExportOptions): Promise<void> {
  const host = chosen.host === undefined ? null : await describeChosenHost(chosen);
  const whole = await readWholeRun(run);
  if (host) requireHost(run, whole.view, host.identity);
  const files = FORMATS[format](whole, choice);
  const there = await readdir(out).catch(absent);
  if (there && there.length > 0)
    throw new LabError('export-place', `${out} holds other things already.`, 'Name a new directory with --out.');
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), bytes);
  }
  console.log(`Wrote ${files.size} files to ${out}.`);
}
