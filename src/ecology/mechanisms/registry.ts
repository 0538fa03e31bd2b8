/**
 * The registry of mechanisms, optional organs among them, in the order of the page. A mechanism is added by one file and one
 * line here.
 */
import { immigrants, novelty, splits } from './births.ts';
import { controller, foraging } from './choosing.ts';
import type { MechanismDeclaration } from './declaration.ts';
import { learning } from './learning.ts';
import { mergesFailed, mergesPassed } from './merging.ts';
import { metaAccepted, metaTrials } from './meta-evolution.ts';
import { growth, pruning } from './morphogenesis.ts';
import { auditions, formerHolders, neighbours, newcomers, rest } from './niches.ts';
import { organMechanisms } from './organs.ts';
import { banditRouting, routing } from './routing.ts';

export const MECHANISMS = {
  splits,
  learning,
  mergesPassed,
  mergesFailed,
  immigrants,
  novelty,
  controller,
  foraging,
  auditions,
  newcomers,
  formerHolders,
  neighbours,
  rest,
  growth,
  pruning,
  metaTrials,
  metaAccepted,
  ...organMechanisms,
  routing,
  bandit: banditRouting,
} satisfies Record<string, MechanismDeclaration>;

export type MechanismName = keyof typeof MECHANISMS;

/** The types of event that some mechanism looks at. */
export type ReadByMechanisms = (typeof MECHANISMS)[MechanismName]['reads'][number];
