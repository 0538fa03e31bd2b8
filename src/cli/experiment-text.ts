/** Experiment files as they lie on disk, for every command that takes one, and the lab's presets among them. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../core/errors.ts';
import { parseExperiment, type Experiment } from '../evaluation/experiment.ts';

const PRESETS = fileURLToPath(new URL('../../experiments/', import.meta.url));

/** An experiment file's bytes. LabError `experiment-missing` when it cannot be read. */
export async function readExperiment(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LabError('experiment-missing', `There is no experiment file ${path}.`, 'Name one from experiments/.', {
      cause,
    });
  }
}

/** The experiment of a file, with what it takes from presets. LabErrors of `readExperiment` and `parseExperiment`. */
export async function loadExperiment(path: string): Promise<Experiment> {
  const presets = presetTexts();
  return parseExperiment(await readExperiment(path), (name) => presets.get(name) ?? null, path);
}

/** The texts of all files of experiments/, by name. */
export function presetTexts(): Map<string, string> {
  const files = readdirSync(PRESETS).filter((file) => file.endsWith('.yaml'));
  return new Map(files.map((file) => [basename(file, '.yaml'), readFileSync(join(PRESETS, file), 'utf8')]));
}
