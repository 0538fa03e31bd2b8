/** Every plasticity rule in the registry declares all that config, panel and command line are made from. */
import { describe, expect, it } from 'vitest';
import { ruleOf } from '../../../src/organelles/plasticity/rules.ts';
import {
  readSettings,
  PLASTICITY_RULES,
  worldSettings,
  type RuleName,
} from '../../../src/organelles/plasticity/settings.ts';

describe.each(Object.keys(PLASTICITY_RULES) as RuleName[])('the rule %s', (name) => {
  it('has a label, defaults, and says what it needs', () => {
    const { label, needs } = PLASTICITY_RULES[name].declaration;
    expect(label).toMatch(/^[A-Z]/);
    expect(['nothing', 'taps', 'gradients']).toContain(needs);
    expect(() => readSettings(name)).not.toThrow();
  });

  it('can be made with a world’s settings, which its own bounds allow', () => {
    const dials = worldSettings(name, { trials: 8, rate: 0.5 });
    expect(readSettings(name, dials)).toMatchObject(dials as object);
    expect(ruleOf(name, dials).taskCount).toBeLessThanOrEqual(8);
  });
});
