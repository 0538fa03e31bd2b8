/**
 * The rules that a world is lived under, and their version: what the graders pay for, how pools are drawn, by what a host is
 * named, and how prices come about. A change of any of them is a new version, since the same seed then makes another world.
 *
 * Runs carry the version that they are lived under. Older ones open, replay, measure and export as they are; who lives on
 * changes to today's rules by an event.
 */
import { LabError } from './errors.ts';

/** What each version brought, the first at index 0. Only ever added to. */
const VERSIONS = [
  'The first rules.',
  'Graders take expressions, thoughts, denials and doubt for what they are; the host is named by its tokenizer, template and stop tokens too.',
  'Only words that say what the answer is may stand beside it: calls of tools, foreign objects, jests and what is set against itself are no answers.',
  'Pools hold apart what is the same task in another order; every cell’s customs have a period of their own.',
] as const;

/** The version that worlds are lived under today. */
export const RULES_VERSION: number = VERSIONS.length;

/** The version of runs that name none: they were begun before rules had versions. */
export const FIRST_RULES = 1;

/** Whether this lab knows the rules of that version. */
export function knowsRules(rules: number): boolean {
  return rules <= RULES_VERSION;
}

/**
 * Throws LabError `run-newer` for a run that was lived under rules which this lab does not know.
 * @param run  begins the sentence, such as its name
 */
export function requireKnownRules(run: string, rules: number): void {
  if (knowsRules(rules)) return;
  throw new LabError(
    'run-newer',
    `${run} was lived under rules ${rules}, and this lab knows them up to ${RULES_VERSION} only.`,
    'Open it in a newer lab; it is kept as it is.',
  );
}

/** What going on means to a run that was lived under older rules; null for one of today's. */
export function changeOfRules(run: string, rules: number): string | null {
  if (rules === RULES_VERSION) return null;
  return `${run} was lived under rules ${rules}. Its next generation changes to today’s, ${RULES_VERSION}, and its journal says so`;
}
