/**
 * Step 10. The richest organelles above the birth energy split. A child gets mutated weights and traits, a share of the
 * energy, and what its parent learned about the niches, though not how often the parent tried them. In a full world a
 * newborn displaces the poorest organelle if it brings more energy than that one holds; otherwise the birth waits.
 */
import { inheritedNiches } from '../../economy/controller.ts';
import { toEnergy } from '../../economy/energy.ts';
import { mutateAdapter } from '../../organelles/heredity.ts';
import { mutateTraits } from '../../organelles/traits.ts';
import { bear } from '../birth.ts';
import type { Act, Turn } from '../turn.ts';
import type { Organelle } from '../world.ts';

export const reproduce: Act = (turn) => {
  const { birthEnergy, birthsPerGeneration } = turn.config.heredity;
  const parents = turn.world.organelles
    .filter((organelle) => turn.balance(organelle) > birthEnergy)
    .sort((one, other) => turn.balance(other) - turn.balance(one) || one.id - other.id)
    .slice(0, birthsPerGeneration);
  for (const parent of parents) {
    // A parent may have been displaced by its neighbour's child a moment ago.
    if (turn.world.organelles.includes(parent)) split(turn, parent);
  }
};

function split(turn: Turn, parent: Organelle): void {
  const { childShare, traitStep } = turn.config.heredity;
  const energy = toEnergy(childShare * turn.balance(parent));
  if (!makeRoom(turn, parent, energy)) {
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
  bear(turn, { adapter, traits, energy, niches, operator: 'split', parents: [parent] });
}

/** Whether there is a place, after displacing the poorest if that is right. */
function makeRoom(turn: Turn, parent: Organelle, energy: number): boolean {
  const { organelles } = turn.world;
  if (organelles.length < turn.config.population.capacity) return true;
  const poorest = organelles
    .filter((organelle) => organelle !== parent)
    .reduce<Organelle | null>((best, next) => (!best || turn.balance(next) < turn.balance(best) ? next : best), null);
  if (!poorest || turn.balance(poorest) >= energy) return false;
  turn.retire(poorest, 'displaced');
  return true;
}
