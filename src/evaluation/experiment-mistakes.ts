/** What is wrong with an experiment file, in words: which key, in which line, and what would be right there. */
import { isMap, isScalar, type Document, type LineCounter } from 'yaml';
import { z } from 'zod';
import { LabError } from '../core/errors.ts';
import { parameterGroups } from '../ecology/config/config.ts';
import { parameters } from '../ecology/config/parameters.ts';

/** A file as it was written, with its lines. */
export interface Written {
  document: Document;
  lines: LineCounter;
  /** Its name, where it is known. */
  file?: string | undefined;
  value: unknown;
}

/** A mistake that the schema found, as LabError `experiment-invalid`. */
export function mistakeOf(issue: z.core.$ZodIssue, written: Written): LabError {
  const { document, lines, file, value } = written;
  if (issue.path.length === 0 && issue.code === 'invalid_type') {
    const cause = value === null ? 'it is empty' : 'it is no group of names with values';
    return invalidExperiment(`its beginning: ${cause}; an experiment has a version and a name`, file);
  }
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const shown = path[0] === 'config' && path.length > 1 ? path.slice(1) : path;
  return invalidExperiment(
    `${shown.join('.') || 'the file'}${lineOf(document, lines, path)}: ${emptyOr(written, path)}${wordsOf(issue, shown, shown !== path)}`,
    file,
  );
}

/** A mistake in a file of another form, whose keys are not those of an experiment; as LabError `experiment-invalid`. */
export function mistakeInForm(issue: z.core.$ZodIssue, written: Written): LabError {
  const { file, value } = written;
  if (issue.path.length === 0 && issue.code === 'invalid_type')
    return invalidExperiment(
      `its beginning: ${value === null ? 'it is empty' : 'it is no group of names with values'}`,
      file,
    );
  const isUnknown = issue.code === 'unrecognized_keys';
  const path = isUnknown ? [...issue.path, issue.keys[0]!] : issue.path;
  const what = isUnknown ? 'there is no such key' : wanted(issue);
  return mistakeAt(written, path, what);
}

/**
 * A mistake in parameters that stand somewhere in a file of another form; as LabError `experiment-invalid`.
 * @param place  the path of the group of parameters in the file
 */
export function mistakeOfParameters(
  issue: z.core.$ZodIssue,
  written: Written,
  place: readonly PropertyKey[],
): LabError {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  const whole = [...place, ...path];
  return mistakeAt(written, whole, `${emptyOr(written, whole)}${wordsOf(issue, path, true)}`);
}

/** A mistake that no schema sees, in words that end a sentence; as LabError `experiment-invalid`. */
export function mistakeAt({ document, lines, file }: Written, path: readonly PropertyKey[], what: string): LabError {
  return invalidExperiment(`${path.join('.') || 'the file'}${lineOf(document, lines, path)}: ${what}`, file);
}

/** @param file  its name, where it is known */
export function invalidExperiment(what: string, file?: string): LabError {
  return new LabError('experiment-invalid', `${theFile(file)} has a mistake at ${what}.`, 'Mend it and try again.');
}

/** The subject of a sentence about an experiment file. */
export function theFile(file: string | undefined): string {
  return file === undefined ? 'The experiment file' : `The experiment file ${file}`;
}

/** A name whose value is missing or commented out. */
function emptyOr({ document }: Written, path: readonly PropertyKey[]): string {
  return path.length > 0 && document.hasIn(path) && document.getIn(path) === null ? 'is empty; it ' : '';
}

/** The line of the key, or of the nearest thing around it that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const around = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && key.value === path[length - 1])
      : undefined;
    const node = (pair?.key ?? document.getIn(path.slice(0, length), true)) as { range?: [number, number, number] };
    if (node?.range) return ` (line ${lines.linePos(node.range[0]).line})`;
  }
  return '';
}

function wordsOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[], isParameter: boolean): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'unrecognized_keys') return unknownKey(path, isParameter);
  if (!isParameter) return wanted(issue);
  const found = parameters().find((parameter) => parameter.path === path.slice(0, 2).join('.'));
  const range = found && path.length === 2 ? allowed(found.schema) : undefined;
  return range ?? wanted(issue);
}

const KINDS: Partial<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of names with values',
};

/** What the schema asks for, as the end of a sentence. */
function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}`;
  if (issue.code === 'invalid_key') return 'there is no such key';
  if (issue.code === 'too_small' && issue.origin === 'string') return 'must not be empty';
  if (issue.code === 'too_big' && issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
  return issue.message;
}

function unknownKey(path: readonly PropertyKey[], isParameter: boolean): string {
  if (!isParameter) return 'there is no such key; a file has version, name, about, base and config';
  const [group] = path as [string];
  if (path.length === 1)
    return `there is no group of that name; the groups are ${Object.keys(parameterGroups).join(', ')}`;
  const names = parameters().filter((parameter) => parameter.group === group);
  return `there is no such parameter; ${group} has ${names.map(({ name }) => name).join(', ')}`;
}

/** What a parameter may be, as the end of a sentence; undefined where the schema says it best itself. */
function allowed(schema: z.ZodType): string | undefined {
  const inner = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  if (inner instanceof z.ZodNumber) {
    const isWhole = inner.format !== null && inner.format !== undefined;
    return `must be ${isWhole ? 'a whole number ' : ''}from ${inner.minValue} to ${inner.maxValue}`;
  }
  if (inner instanceof z.ZodEnum) return `must be one of ${inner.options.join(', ')}`;
  return undefined;
}
