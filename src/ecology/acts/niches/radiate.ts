/**
 * Radiation: one that holds several niches and is rich enough splits. Its child, the same weights with what they remember of their
 * learning, takes the niche in which the parent lives best, so that what is mastered is kept by a line of its own while the
 * parent goes on learning the rest.
 */
import { toEnergy } from '../../../economy/energy.ts';
import { mutateTraits } from '../../../organelles/traits.ts';
import { watchedShare } from '../../niches/watch.ts';
import { bear } from '../../world/birth.ts';
import { mayRest, seenAs, type NicheState } from '../../niches/niche.ts';
import { heldBy, takeNiche } from '../../world/niches.ts';
import type { Turn } from '../../world/turn.ts';
import type { Organelle } from '../../world/world.ts';

export function radiate(turn: Turn): void {
  const { birthEnergy, birthsPerGeneration } = turn.config.heredity;
  let births = 0;
  for (const parent of turn.world.organelles.filter(({ frozen }) => !frozen)) {
    while (births < birthsPerGeneration && turn.balance(parent) > birthEnergy) {
      const niche = bestOf(turn, heldBy(turn.world, parent));
      if (!niche) break;
      split(turn, parent, niche);
      births += 1;
    }
  }
}

/** The niche of several in which it lives best, once it lives well there. */
function bestOf(turn: Turn, held: readonly NicheState[]): NicheState | null {
  if (held.length < 2) return null;
  const shareOf = ({ watch }: NicheState) => watchedShare(watch) ?? 0;
  const best = held.reduce((one, other) => (shareOf(other) > shareOf(one) ? other : one));
  return mayRest(best, turn.config.niches.rest) ? best : null;
}

function split(turn: Turn, parent: Organelle, niche: NicheState): void {
  const { childShare, traitStep } = turn.config.heredity;
  const seen = { watch: niche.watch, atBest: niche.atBest };
  const child = bear(turn, {
    adapter: turn.adapters.get(parent.weights)!,
    traits: mutateTraits(parent.traits, traitStep, turn.random('mutate-traits', parent.id)),
    energy: toEnergy(childShare * turn.balance(parent)),
    niches: {},
    operator: 'split',
    parents: [parent],
    memory: parent.memory,
  });
  takeNiche(turn, niche, child, 'split');
  Object.assign(niche, seenAs(child.id, seen));
}
