/**
 * The registry of task families, with their generators and graders. Which of them a world has is its curriculum's
 * matter; a run never depends on their order here otherwise.
 */
import { LabError } from '../core/errors.ts';
import { DEFAULT_CURRICULUM } from './catalogue.ts';
import { DEPTHS, type Depth } from '../core/depth.ts';
import { microFamilies } from './basic/families.ts';
import type { REGEX_FAMILIES } from './regex/about.ts';
import { debugging } from './regex/debugging.ts';
import { explanation } from './regex/explanation.ts';
import { mutationEffect } from './regex/mutation-effect.ts';
import { recognition } from './regex/recognition.ts';
import { refactoring } from './regex/refactoring.ts';
import { synthesis } from './regex/synthesis.ts';
import { listedCounts } from './listed.ts';
import { knownFamily } from './own/known.ts';
import { spacedJson } from './spaced-json.ts';
import type { Cell, Family, Task } from './task.ts';

export type { Cell, Task } from './task.ts';
export { DEPTHS, type Depth } from '../core/depth.ts';

const regex: Readonly<Record<keyof typeof REGEX_FAMILIES, Family>> = {
  recognition,
  synthesis,
  debugging,
  mutationEffect,
  refactoring,
  explanation,
};
export const regexFamilies: readonly Family[] = Object.values(regex);
export const families: readonly Family[] = [...microFamilies, ...regexFamilies];

const byName = new Map(families.map((family) => [family.name, family]));

/** The family of that name. LabError `unknown-family` when this lab has none. */
export function familyOf(name: string): Family {
  const family = byName.get(name) ?? knownFamily(name);
  if (family) return family;
  throw new LabError(
    'unknown-family',
    `There is no task family called ${JSON.stringify(name)} in this lab.`,
    `Use one of: ${families.map(({ name: known }) => known).join(', ')}.`,
  );
}

/**
 * Every cell of a world with these families, shallow ones first: the order in which the world opens them. A family of
 * one's own has the cells in which every pool has a task. LabError `unknown-family` for a name that this lab does not have.
 * @param salt  of the world's pools
 */
export function curriculum(names: readonly string[] = DEFAULT_CURRICULUM, salt = ''): Cell[] {
  const known = [...new Set(names)].map((name) => familyOf(name));
  return DEPTHS.flatMap((depth) =>
    known.filter((family) => isCell(family, depth, salt)).map(({ name: family }) => ({ family, depth })),
  );
}

function isCell(family: Family, depth: Depth, salt: string): boolean {
  const counts = listedCounts(family, depth, salt);
  return counts === null || Math.min(counts.train, counts.select, counts.test) > 0;
}

/** The terse answer that passes, spaced as the micro host was taught to write it (`text_of` in tasks.py). */
export function shortestAnswer({ family, target }: Pick<Task, 'target'> & Partial<Pick<Task, 'family'>>): string {
  const written = family === undefined ? undefined : familyOf(family).write?.(target);
  if (written !== undefined) return written;
  return typeof target === 'string' ? target : spacedJson(target);
}
