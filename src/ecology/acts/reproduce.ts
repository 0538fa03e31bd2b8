/**
 * The richest organelles above the birth energy split; a novelty bonus prefers those of rare trades among them.
 * A child gets mutated weights and traits, a share of the energy, and what its parent learned about the niches, though
 * not how often the parent tried them. In a full world somebody gives way, or the birth waits.
 *
 * In the control without selection parents are drawn by lot from all the living; where everybody lives, nobody splits.
 */
import { inheritedNiches } from '../../economy/controller.ts';
import { toEnergy } from '../../economy/energy.ts';
import { mutateAdapter } from '../../organelles/heredity.ts';
import { mutateTraits } from '../../organelles/traits.ts';
import { bear } from '../world/birth.ts';
import { makeRoom } from '../world/room.ts';
import { chooseParents } from '../judging/selection.ts';
import { radiate } from './niches/radiate.ts';
import type { Act, Turn } from '../world/turn.ts';
import type { Organelle } from '../world/world.ts';

export const reproduce: Act = (turn) => {
  const { survival } = turn.config.population;
  if (survival === 'all') return;
  if (survival === 'niche') return radiate(turn);
  for (const { organelle, novel } of parentsOf(turn)) {
    // A parent may have been displaced by its neighbour's child a moment ago.
    if (turn.world.organelles.includes(organelle)) split(turn, organelle, novel);
  }
};

function parentsOf(turn: Turn): { organelle: Organelle; novel: boolean }[] {
  const { birthEnergy, birthsPerGeneration: count, novelty } = turn.config.heredity;
  const living = turn.world.organelles;
  const able = living.filter(({ frozen }) => !frozen);
  if (turn.config.population.survival === 'random') {
    const drawn = turn.random('parents').sample(able, Math.min(count, able.length));
    return drawn.map((organelle) => ({ organelle, novel: false }));
  }
  const candidates = able
    .map((organelle) => ({ organelle, wealth: turn.balance(organelle) }))
    .filter(({ wealth }) => wealth > birthEnergy);
  return chooseParents(candidates, living, { count, novelty });
}

function split(turn: Turn, parent: Organelle, novel: boolean): void {
  const { childShare, traitStep } = turn.config.heredity;
  const energy = toEnergy(childShare * turn.balance(parent));
  if (!makeRoom(turn, energy, [parent])) {
    turn.emit({ type: 'birth-waited', organelle: parent.id });
    return;
  }
  const adapter = mutateAdapter(
    turn.host.sites,
    turn.adapters.get(parent.weights)!,
    parent.traits.mutationStep,
    turn.random('mutate-weights', parent.id),
  );
  const traits = mutateTraits(parent.traits, traitStep, turn.random('mutate-traits', parent.id));
  const niches = inheritedNiches(parent.niches);
  bear(turn, { adapter, traits, energy, niches, operator: 'split', parents: [parent], novel });
}
