/** The rules themselves, by the names that settings.ts registers. */
import { backprop, supervised } from './descent.ts';
import { evolution } from './evolution.ts';
import { hebbian } from './hebbian.ts';
import type { PlasticityRule } from './rule.ts';
import { readSettings, type RuleName, type Settings } from './settings.ts';

/** No plasticity, for controls. */
const NONE: PlasticityRule = {
  taskCount: 0,
  tokenDecay: 1,
  ask: () => [],
  tell: async ({ adapter, memory }) => ({ adapter, memory, dropped: 0, trained: [], stats: {} }),
};

const MAKERS: { [Name in RuleName]: (settings: Settings<Name>) => PlasticityRule } = {
  none: () => NONE,
  evolution,
  hebbian,
  backprop,
  supervised,
};

/** A rule with its settings, defaults filled in. LabError `learning-settings` for a setting out of its range. */
export function ruleOf<Name extends RuleName>(name: Name, settings: unknown = {}): PlasticityRule {
  return MAKERS[name](readSettings(name, settings));
}
