/** `evolora export`: what a run made, in files that other tools read. */
import { FORMAT_NAMES, type FormatName } from '../../exchange/format-words.ts';
import { FORMATS, type ExportChoice } from '../../exchange/formats.ts';
import { baseOf, choiceOf } from '../adapter-choice.ts';
import { describeChosenHost, type ChosenHost } from '../open-host.ts';
import { HOST, hostOf, readOptions, usageError } from '../options.ts';
import { requireHost } from '../saved-run.ts';
import { readWholeRun } from '../whole-run.ts';
import { requireEmpty, writeFiles } from '../kept/write-files.ts';

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
  await requireEmpty(out);
  writeFiles(out, files);
}

/** The command as it was typed. Throws LabError `usage` besides. */
export async function exportWords(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { format: text, out: text, which: text, 'base-model': text, revision: text, ...HOST } as const;
  const { values, positionals } = readOptions(args, options);
  const { format, out, which = 'portfolio' } = values;
  const [run] = positionals;
  if (!run || positionals.length > 1) throw usageError('Name one run.');
  if (!isExportFormat(format)) throw usageError(`--format is one of ${FORMAT_NAMES.join(', ')}.`);
  if (out === undefined) throw usageError('Say --out.');
  const base = baseOf(values);
  await exportCommand({ run, format, out, which: choiceOf(which), base, chosen: hostOf(values) });
}

function isExportFormat(name: string | undefined): name is FormatName {
  return (FORMAT_NAMES as readonly (string | undefined)[]).includes(name);
}
