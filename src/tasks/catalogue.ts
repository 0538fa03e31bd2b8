/**
 * All families by name, in the order of panels. What only lists families reads this and not the registry, so that the
 * page stays without the engine that grades patterns.
 */
import { microFamilies } from './basic/families.ts';
import { REGEX_FAMILIES } from './regex/about.ts';
import type { FamilyAbout } from './task.ts';

export const catalogue: readonly FamilyAbout[] = [...microFamilies, ...Object.values(REGEX_FAMILIES)].map(
  ({ name, title, describe, needs }) => ({ name, title, describe, needs }),
);

/** The families of a world that names none: those that the micro host was taught. */
export const DEFAULT_CURRICULUM: readonly string[] = namesOf('micro');

/** The families that the micro host was not taught. */
export const FOR_LARGER_HOSTS: readonly string[] = namesOf('larger');

function namesOf(host: FamilyAbout['needs']): string[] {
  return catalogue.filter(({ needs }) => needs === host).map(({ name }) => name);
}
