/**
 * The registry of plasticity rules: what each declares, and its settings read with defaults and bounds. The defaults are those
 * measured on the micro host (docs/learning.md). A rule is added by its declaration, one line here, and its maker in rules.ts,
 * which does not compile without; config, events, panel and command line follow.
 */
import type { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import * as backprop from './declarations/backprop.ts';
import * as evolution from './declarations/evolution.ts';
import * as hebbian from './declarations/hebbian.ts';
import * as none from './declarations/none.ts';
import * as supervised from './declarations/supervised.ts';

/** In the order in which they are offered. */
export const PLASTICITY_RULES = { none, evolution, hebbian, backprop, supervised };

export type RuleName = keyof typeof PLASTICITY_RULES;
/** A rule that changes weights. */
export type LearningRuleName = Exclude<RuleName, 'none'>;
export type Settings<Name extends RuleName> = z.output<(typeof PLASTICITY_RULES)[Name]['settings']>;

export const RULE_NAMES = Object.keys(PLASTICITY_RULES) as [RuleName, ...RuleName[]];
export const LEARNING_RULE_NAMES = RULE_NAMES.filter((name) => name !== 'none') as [
  LearningRuleName,
  ...LearningRuleName[],
];
export const RULE_LABELS = Object.fromEntries(
  RULE_NAMES.map((name) => [name, PLASTICITY_RULES[name].declaration.label]),
) as Record<RuleName, string>;

/** Settings of a rule with defaults filled in. LabError `learning-settings` names what is out of range. */
export function readSettings<Name extends RuleName>(rule: Name, given: unknown = {}): Settings<Name> {
  const result = PLASTICITY_RULES[rule].settings.safeParse(given);
  if (result.success) return result.data as Settings<Name>;
  const issue = result.error.issues[0]!;
  throw new LabError(
    'learning-settings',
    `The learning rule ${rule} cannot take this setting: ${issue.path.join('.') || rule}: ${issue.message}.`,
    'Choose a value within its range.',
  );
}

/** A rule's settings in a world. @param dials  trials: rows of one update; rate: times the rule's own rate */
export function worldSettings(rule: RuleName, dials: { trials: number; rate: number }): unknown {
  return PLASTICITY_RULES[rule].declaration.inWorld(dials);
}

/** What a rule needs of the host beyond decoding. */
export function needsOf(rule: RuleName): 'nothing' | 'taps' | 'gradients' {
  return PLASTICITY_RULES[rule].declaration.needs;
}
