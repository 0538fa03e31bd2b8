/** A run on its way out of the page as one file: whole, or what other tools read of it, in a zip. */
import { zipSync, type Zippable } from 'fflate';
import { exportRun, type ExportedRun } from '../record/file/evolora-file.ts';
import { foldRecord } from '../record/fold/fold.ts';
import type { View } from '../record/fold/view.ts';
import type { FormatName } from './format-words.ts';
import { FORMATS, type ExportChoice } from './formats.ts';
import type { ExportedFiles } from './run.ts';

/** Of a run that leaves the lab otherwise than whole. */
export interface ExportForm extends ExportChoice {
  format: FormatName;
}

/** @param fileName  of the whole run, ending in .evolora. Throws LabErrors of `carriedAdapters`. */
export function packedRun(
  run: ExportedRun,
  fileName: string,
  form?: ExportForm,
): { fileName: string; bytes: Uint8Array } {
  if (!form) return { fileName, bytes: exportRun(run) };
  const { format, ...choice } = form;
  const view = run.records.reduce<View | null>(foldRecord, null)!;
  const packed = zipped(FORMATS[format]({ ...run, view }, choice));
  return { fileName: fileName.replace(/\.evolora$/, `-${format}.zip`), bytes: packed };
}

/** Files as one zip; equal files make equal bytes. */
export function zipped(files: ExportedFiles): Uint8Array<ArrayBuffer> {
  const zip: Zippable = {};
  // Weights are noise to a compressor.
  for (const [path, bytes] of files) zip[path] = [bytes, { level: path.endsWith('.safetensors') ? 0 : 6 }];
  // No clock goes into the zip.
  return zipSync(zip, { mtime: new Date(1980, 0, 1) });
}
