/** As one of the lab's own families grades. */
import { z } from 'zod';
import type { Family, JsonValue } from '../task.ts';
import { spacedJson } from '../spaced-json.ts';
import type { Grader } from './grader.ts';

/** @param families  those that the lab has */
export function asFamily(families: readonly Family[]): Grader<{ family: string }> {
  const familyOf = (name: string) => families.find((each) => each.name === name)!;
  const settings = z.strictObject({ family: z.enum(families.map(({ name }) => name)) });
  return {
    name: 'family',
    about: 'The answer solves the task as one of the lab’s own families sees it.',
    settings,
    take: (target) => ({ value: target }),
    grade(answer, target, { family }) {
      try {
        return familyOf(family).grade(answer, target);
      } catch {
        // A family trusts its own targets; this one may be of another kind.
        return { grade: 0, solved: false, why: `its target is none that ${family} has` };
      }
    },
    write: (target: JsonValue, { family }) =>
      familyOf(family).write?.(target) ?? (typeof target === 'string' ? target : spacedJson(target)),
  };
}
