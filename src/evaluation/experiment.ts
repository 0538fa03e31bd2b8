/**
 * An experiment file: a name, what it is for, and the parameters that differ from the default world, in YAML. Read by the
 * command line and by the page through the same schema as everything else; a mistake is named with its key and line.
 */
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { LabError } from '../core/errors.ts';
import { configSchema } from '../ecology/config.ts';

const EXPERIMENT_VERSION = 1;

const experimentSchema = z.strictObject({
  version: z.literal(EXPERIMENT_VERSION),
  name: z.string().min(1).max(80),
  about: z.string().default(''),
  config: configSchema.prefault({}),
});
export type Experiment = z.output<typeof experimentSchema>;

/** Reads an experiment. LabError `experiment-invalid` names the first mistake, its key and its line. */
export function parseExperiment(text: string): Experiment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    const [error] = document.errors;
    throw invalid(`line ${error!.linePos?.[0].line ?? '?'}: ${error!.message.split('\n')[0]}`);
  }
  const value = document.toJS() as { version?: unknown } | null;
  if (typeof value?.version === 'number' && value.version > EXPERIMENT_VERSION) {
    throw new LabError(
      'experiment-newer',
      `This experiment file is of version ${value.version}; this lab reads version ${EXPERIMENT_VERSION}.`,
      'Use a newer lab.',
    );
  }
  const result = experimentSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  throw invalid(`${path.join('.') || 'the file'}${lineOf(document, lines, path)}: ${issue.message}`);
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return ` (line ${lines.linePos(node.range[0]).line})`;
  }
  return '';
}

function invalid(what: string): LabError {
  return new LabError('experiment-invalid', `The experiment file has a mistake at ${what}.`, 'Mend it and try again.');
}
