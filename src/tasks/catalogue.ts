/**
 * All families by name, in the order of panels. What only lists families reads this and not the registry, so that the
 * page stays without the engine that grades patterns.
 */
import { microFamilies } from './basic/families.ts';
import { regexAbout } from './regex/about.ts';
import type { FamilyAbout } from './task.ts';

export const catalogue: readonly FamilyAbout[] = [...microFamilies, ...regexAbout].map(({ name, title, describe }) => ({
  name,
  title,
  describe,
}));

/** The families of a world that names none: those that the micro host was taught. */
export const DEFAULT_CURRICULUM: readonly string[] = microFamilies.map(({ name }) => name);
