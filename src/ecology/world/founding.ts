/** How a world begins: its first cells and its founders, each a small random adapter of its own. */
import { RULES_VERSION } from '../../core/rules-version.ts';
import { toEnergy } from '../../economy/energy.ts';
import { newCells } from '../../economy/cells.ts';
import { emptyArchive } from '../../archive/archive.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import { curriculum } from '../../tasks/families.ts';
import { FOUNDER_TRAITS, mutateTraits } from '../../organelles/traits.ts';
import { bear } from './birth.ts';
import type { Config } from '../config/config.ts';
import type { Turn } from './turn.ts';
import { hostFactsOf } from './rules.ts';
import { UNSEEN } from '../niches/watch.ts';
import { takeNiche } from './niches.ts';
import type { Organelle, World } from './world.ts';

/** A founder that somebody gives. */
export interface GivenFounder {
  adapter: Adapter;
  /** Those that it is to hold where survival is by niche. */
  cells?: readonly string[];
}

/** A world before anybody lives in it. */
export function emptyWorld(options: { seed: string; name: string; config: Config; host: Host }): World {
  const { seed, name, config, host } = options;
  return {
    seed,
    name,
    config,
    host: hostFactsOf(host),
    rules: RULES_VERSION,
    generation: 0,
    organelles: [],
    nextOrganelle: 1,
    balances: {},
    cells: newCells(
      config.cells.opening,
      curriculum(config.cells.curriculum, config.cells.salt),
      config.prices.tau,
      config.cells.salt,
    ),
    archive: emptyArchive(),
    refusedRule: null,
    triedMerges: [],
    meta: null,
    mastered: [],
    bandit: null,
  };
}

/**
 * Writes the first events: cells that open, founders that are born.
 * @param given  the first of them; the others begin at random
 */
export function found(turn: Turn, given: readonly GivenFounder[] = []): void {
  for (const cell of turn.config.cells.opening) turn.emit({ type: 'cell-opened', cell, why: 'start' });
  const founders: Organelle[] = [];
  const { rank, founderStep, mutationStep, traitStep } = turn.config.heredity;
  for (let founder = 1; founder <= turn.config.population.founders; founder++) {
    const own = () => founderAdapter(turn.host.sites, rank, founderStep, turn.random('founder-weights', founder));
    const organelle = bear(turn, {
      adapter: given[founder - 1]?.adapter ?? own(),
      traits: mutateTraits({ ...FOUNDER_TRAITS, mutationStep }, traitStep, turn.random('founder-traits', founder)),
      energy: toEnergy(turn.config.energy.founderEnergy),
      niches: {},
      operator: 'founder',
      parents: [],
    });
    founders.push(organelle);
  }
  if (turn.config.population.survival === 'niche') settleNiches(turn, founders, given);
}

/**
 * Every open cell is a niche. Whoever was given for it holds it; the founders share the others in turn, and a single one, the
 * ancestor of all, holds them all.
 */
function settleNiches(turn: Turn, founders: readonly Organelle[], given: readonly GivenFounder[]): void {
  turn.world.niches = turn.config.cells.opening.map((cell) => ({
    cell,
    holder: null,
    watch: UNSEEN,
    atBest: null,
    shelf: [],
  }));
  turn.world.niches.forEach((niche, i) => {
    const named = given.findIndex(({ cells }) => cells?.includes(niche.cell));
    takeNiche(turn, niche, founders[named < 0 ? i % founders.length : named]!, 'founder');
  });
}
