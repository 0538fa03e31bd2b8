/**
 * What the ecology draws randomness for: every purpose once, whether its key holds the generation, and what else the key
 * holds, in order. A purpose is a promise: the same key gives the same draws in every run of a seed, so a changed key makes
 * another world of the same seed.
 *
 * The engine draws by these functions only; `random` itself knows no purposes.
 */
import { random, type KeyPart, type Random } from '../../base/random.ts';

/** Drawn anew in every generation: the key is the seed, the purpose, the generation, and then what stands here. */
export interface GenerationPurposes {
  // How organelles begin and change.
  'founder-weights': [founder: number];
  'founder-traits': [founder: number];
  parents: [];
  'mutate-weights': [parent: number];
  'mutate-traits': [parent: number] | ['merge', better: number];
  immigrant: [];
  'immigrant-traits': [];
  /** Who gives way in a full world where survival is by lot. */
  victim: [newborn: number];
  grow: [organelle: number];
  /** Of the newcomer to a niche, and of its audition. */
  newcomer: [cell: string];
  'newcomer-traits': [cell: string];
  audition: [cell: string];
  // Attempts.
  choose: [organelle: number, nth: number];
  watch: [cell: string, nth: number];
  practice: [cell: string, nth: number];
  task: [organelle: number, nth: number];
  team: [organelle: number, row: number];
  'sample-draft': [organelle: number, row: number];
  sample: [organelle: number, row: number];
  // Learning.
  lesson: [organelle: number, nth: number];
  'learn-trial': [organelle: number, row: number];
  'learn-hebbian': [organelle: number, update: number, pair: number];
  'learn-evolution': [organelle: number, update: number, pair: number];
  // Merging.
  'merge-evidence': [one: number, other: number];
  merge: [one: number, other: number];
  'assimilation-tasks': [one: number, other: number, look: number];
  'assimilation-answer': [one: number, other: number, who: number, task: string];
  // The world and its judges.
  'prove-tasks': [cell: string];
  'prove-answer': [cell: string, nth: number];
  catastrophe: [];
  'meta-challenger': [];
  'route-tasks': [];
  /** Continued by the bandit, arm by arm. */
  route: [task: string];
  /** Nothing is drawn from it: greedy decoding asks for a stream all the same. */
  greedy: [];
  holdout: [];
}

/** The same in all generations of a world: the key is the seed, the purpose, and then what stands here. */
interface WorldPurposes {
  'ask-greedy': [];
  'ask-places': [cell: string];
  'bandit-centre': [];
  /** Continued by the projection. */
  bandit: [];
  'canary-tasks': [family: string, depth: string];
  /** When a cell's customs change. */
  customs: [cell: string, salt: string];
  /** Which cells' customs change, where not all do. */
  'customs-cells': [cell: string, salt: string];
  'holdout-greedy': [task: string];
  /** Both windows of a pair are asked the same tasks. */
  'meta-tasks': [trialSince: number, pair: number];
  /** An organelle is asked the same tasks at every update in a cell. */
  probe: [organelle: number, cell: string];
}

/** The same in all worlds: the key is the purpose, and then what stands here. */
interface CommonPurposes {
  'select-pool': [cell: string];
}

/** The key of a purpose in a generation, for rooms below that continue it. */
export function generationKey<Purpose extends keyof GenerationPurposes>(
  { seed, generation }: { seed: string; generation: number },
  purpose: Purpose,
  ...key: GenerationPurposes[Purpose]
): KeyPart[] {
  return [seed, purpose, generation, ...key];
}

/** The key of a purpose in a world, for rooms below that continue it. */
export function worldKey<Purpose extends keyof WorldPurposes>(
  seed: string,
  purpose: Purpose,
  ...key: WorldPurposes[Purpose]
): KeyPart[] {
  return [seed, purpose, ...key];
}

/** The stream of a purpose in a generation of a world. */
export function randomInGeneration<Purpose extends keyof GenerationPurposes>(
  world: { seed: string; generation: number },
  purpose: Purpose,
  ...key: GenerationPurposes[Purpose]
): Random {
  return random(...generationKey(world, purpose, ...key));
}

/** The stream of a purpose in a world. */
export function randomInWorld<Purpose extends keyof WorldPurposes>(
  seed: string,
  purpose: Purpose,
  ...key: WorldPurposes[Purpose]
): Random {
  return random(...worldKey(seed, purpose, ...key));
}

/** The stream of a purpose that is the same in all worlds. */
export function randomEverywhere<Purpose extends keyof CommonPurposes>(
  purpose: Purpose,
  ...key: CommonPurposes[Purpose]
): Random {
  return random(purpose, ...key);
}
