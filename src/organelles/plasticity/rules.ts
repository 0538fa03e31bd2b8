/** The rules by name. */
import { backprop, supervised } from './descent.ts';
import { evolution } from './evolution.ts';
import { hebbian } from './hebbian.ts';
import type { Rule } from './rule.ts';
import { readSettings, type RuleName } from './settings.ts';

/** No plasticity, for controls. */
const NONE: Rule = {
  taskCount: 0,
  tokenDecay: 1,
  ask: () => [],
  tell: async ({ adapter, memory }) => ({ adapter, memory, dropped: 0, trained: [], stats: {} }),
};

/** A rule with its settings, defaults filled in. LabError `learning-settings` for a setting out of its range. */
export function ruleOf(name: RuleName, settings: unknown = {}): Rule {
  switch (name) {
    case 'none':
      return NONE;
    case 'evolution':
      return evolution(readSettings('evolution', settings));
    case 'hebbian':
      return hebbian(readSettings('hebbian', settings));
    case 'backprop':
      return backprop(readSettings('backprop', settings));
    case 'supervised':
      return supervised(readSettings('supervised', settings));
  }
}
