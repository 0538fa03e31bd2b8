/** Experiment files as they lie on disk, for every command that takes one, and the lab's presets among them. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../core/errors.ts';
import { parseExperiment, type Experiment } from '../evaluation/experiment.ts';

const PRESETS = fileURLToPath(new URL('../../experiments/', import.meta.url));

/** The bytes of an experiment file, or of a preset by its name. LabError `experiment-missing` when there is neither. */
export async function readExperiment(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const preset = presetTexts().get(path);
    if (preset !== undefined) return new TextEncoder().encode(preset);
    const sentence = `There is no experiment file and no preset called ${path}.`;
    throw new LabError('experiment-missing', sentence, 'The command “presets” lists the presets by name.', { cause });
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
