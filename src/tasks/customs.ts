/** The forms of answer that a family may want: its usual one, and its customs. */
import { familyOf } from './families.ts';
import type { Exercise, JsonValue } from './task.ts';
import { USUAL } from './usual.ts';

export { USUAL } from './usual.ts';

/** Names of all forms that a family has, the usual one first. LabError `unknown-family` for a family that this lab lacks. */
export function formsOf(family: string): string[] {
  return [USUAL, ...(familyOf(family).customs ?? []).map(({ name }) => name)];
}

/**
 * What a family wants to be answered under a custom.
 * @param exercise  its prompt, and the answer in the usual form
 * @throws RangeError for a custom that the family does not have
 */
export function wantedBy(family: string, custom: string, { prompt, target }: Exercise): JsonValue {
  if (custom === USUAL) return target;
  const found = familyOf(family).customs?.find(({ name }) => name === custom);
  if (!found) throw new RangeError(`${family} has no custom called ${custom}`);
  return found.of(target, prompt);
}
