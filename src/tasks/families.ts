/**
 * The registry of task families. Their order here is the order of panels and of the curriculum; a run never depends
 * on it otherwise.
 */
import { LabError } from '../core/errors.ts';
import { codeFormat } from './code-format.ts';
import { DEPTHS } from './depth.ts';
import { jsonRepair } from './json-repair.ts';
import { listSort } from './list-sort.ts';
import { logicBool } from './logic-bool.ts';
import { mathMultiStep } from './math-multi-step.ts';
import { mathSequence } from './math-sequence.ts';
import { math } from './math.ts';
import { spacedJson } from './spaced-json.ts';
import { stringReverse } from './string-reverse.ts';
import { stringSort } from './string-sort.ts';
import type { Cell, Family, JsonValue } from './task.ts';
import { wordCount } from './word-count.ts';

export type { Cell, Family, Grade, JsonValue, Pool, Task } from './task.ts';
export { DEPTHS, type Depth } from './depth.ts';

export const families: readonly Family[] = [
  math,
  mathSequence,
  mathMultiStep,
  wordCount,
  codeFormat,
  listSort,
  jsonRepair,
  logicBool,
  stringSort,
  stringReverse,
];

const byName = new Map(families.map((family) => [family.name, family]));

/** The family of that name. LabError `unknown-family` when this lab has none. */
export function familyOf(name: string): Family {
  const family = byName.get(name);
  if (family) return family;
  throw new LabError(
    'unknown-family',
    `There is no task family called ${JSON.stringify(name)} in this lab.`,
    `Use one of: ${families.map(({ name: known }) => known).join(', ')}.`,
  );
}

/** Every cell, shallow ones first: the order in which a world opens them. */
export function curriculum(): Cell[] {
  return DEPTHS.flatMap((depth) => families.map((family) => ({ family: family.name, depth })));
}

/** The target as the terse answer that passes, spaced as the host was taught to write it (`text_of` in tasks.py). */
export function shortestAnswer(task: { target: JsonValue }): string {
  return typeof task.target === 'string' ? task.target : spacedJson(task.target);
}
