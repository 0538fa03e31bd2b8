/**
 * Heritable traits: what besides its weights an organelle passes on. All are positive numbers with bounds; mutation is
 * log-normal and reflected at the bounds, so that no trait gets stuck at one.
 */
import { z } from 'zod';
import type { Random } from '../base/random.ts';

interface TraitRule {
  low: number;
  high: number;
  title: string;
  help: string;
}

export const TRAIT_RULES = {
  mutationStep: {
    low: 0.05,
    high: 0.9,
    title: 'Mutation',
    help: 'm, the share of noise in a child’s weights.',
  },
  beta: {
    low: 0.2,
    high: 20,
    title: 'Choosiness β',
    help: 'How sharply it prefers the cells it values, per E of learned value.',
  },
  decay: {
    low: 0.02,
    high: 0.9,
    title: 'Forgetting',
    help: 'The weight of the newest episode in a cell’s learned value.',
  },
  explorationBonus: {
    low: 0.01,
    high: 3,
    title: 'Exploration bonus',
    help: 'How much a rarely tried cell is favoured, E.',
  },
} as const satisfies Record<string, TraitRule>;

const trait = (rule: TraitRule) => z.number().min(rule.low).max(rule.high);

export const traitsSchema = z.strictObject({
  mutationStep: trait(TRAIT_RULES.mutationStep),
  beta: trait(TRAIT_RULES.beta),
  decay: trait(TRAIT_RULES.decay),
  explorationBonus: trait(TRAIT_RULES.explorationBonus),
});
export type Traits = z.infer<typeof traitsSchema>;

/** The traits every founder starts from, before its own mutation. */
export const FOUNDER_TRAITS: Omit<Traits, 'mutationStep'> = { beta: 3, decay: 0.2, explorationBonus: 0.3 };

/** A child's traits: each times exp(step × normal), reflected at its bounds. */
export function mutateTraits(traits: Traits, step: number, random: Random): Traits {
  const next = { ...traits };
  for (const [name, rule] of Object.entries(TRAIT_RULES) as [keyof Traits, TraitRule][]) {
    next[name] = reflect(traits[name] * Math.exp(step * random.normal()), rule.low, rule.high);
  }
  return next;
}

/** A positive number folded back into [low, high] on the logarithmic scale. */
function reflect(value: number, low: number, high: number): number {
  const width = Math.log(high / low);
  let offset = Math.log(value / low) % (2 * width);
  if (offset < 0) offset += 2 * width;
  if (offset > width) offset = 2 * width - offset;
  return Math.min(high, Math.max(low, low * Math.exp(offset)));
}
