/**
 * The rules that a world is lived under, and their version: what the graders pay for, how pools are drawn, by what a host is
 * named, and how prices come about. A change of any of them is a new version, since the same seed then makes another world.
 *
 * Runs carry the version that they are lived under. Older ones open, replay, measure and export as they are; who lives on
 * changes to today's rules by an event; nobody lives a stretch again that was lived under others.
 */
import { LabError } from './errors.ts';

/** What each version brought, the first at index 0. Only ever added to. */
const VERSIONS = [
  'The first rules.',
  'Graders take expressions, thoughts, denials and doubt for what they are; the host is named by its tokenizer, template and stop tokens too.',
] as const;

/** The version that worlds are lived under today. */
export const RULES_VERSION: number = VERSIONS.length;

/** The version of runs that name none: they were begun before rules had versions. */
export const FIRST_RULES = 1;

/** Whether this lab knows the rules of that version. */
export function knowsRules(rules: number): boolean {
  return rules <= RULES_VERSION;
}

/** Throws LabError `run-newer` for a run that was lived under rules which this lab does not know. */
export function requireKnownRules(name: string, rules: number): void {
  if (knowsRules(rules)) return;
  throw new LabError(
    'run-newer',
    `“${name}” was lived under rules ${rules}, and this lab knows them up to ${RULES_VERSION} only.`,
    'Open it in a newer lab; it is kept as it is.',
  );
}

/**
 * For whoever lives a stretch of a run again and expects the same world.
 * @throws LabError `rules-other` when it was lived under other rules than today's
 */
export function requireSameRules(name: string, rules: number): void {
  if (rules === RULES_VERSION) return;
  throw new LabError(
    'rules-other',
    `“${name}” was lived under rules ${rules}, and today’s are ${RULES_VERSION}: lived again it would be another world.`,
    'Open and replay it as it is, or begin a new run.',
  );
}
