/** Experiment files as they lie on disk, for every command that takes one. */
import { readFile } from 'node:fs/promises';
import { LabError } from '../core/errors.ts';

/** The text of an experiment file. LabError `experiment-missing` when it cannot be read. */
export async function readExperiment(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new LabError('experiment-missing', `There is no experiment file ${path}.`, 'Name one from experiments/.', {
      cause,
    });
  }
}
