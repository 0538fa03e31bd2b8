/** Who holds which niche, and who held it before: the state of worlds in which survival is by niche. */
import { afterTaking, type NicheState } from '../niches/niche.ts';
import type { Turn } from './turn.ts';
import type { Organelle, World } from './world.ts';

/** The holder of a niche, or null when nobody holds it. */
export function holderOf({ organelles }: Pick<World, 'organelles'>, { holder }: NicheState): Organelle | null {
  return organelles.find(({ id }) => id === holder) ?? null;
}

/** The niches that an organelle holds. */
export function heldBy({ niches = [] }: Pick<World, 'niches'>, { id }: Organelle): NicheState[] {
  return niches.filter(({ holder }) => holder === id);
}

/** Gives a niche to an organelle and says so; who held it at its best goes on the shelf. */
export function takeNiche(
  turn: Turn,
  niche: NicheState,
  organelle: Organelle,
  how: 'founder' | 'newcomer' | 'former' | 'neighbour' | 'split',
): void {
  const from = niche.holder;
  Object.assign(niche, afterTaking(niche, organelle.id, turn.config.niches.shelf));
  // What the one before found hard is nothing to this one.
  if (turn.world.stubborn) delete turn.world.stubborn[niche.cell];
  turn.emit({ type: 'niche-taken', cell: niche.cell, organelle: organelle.id, from, how });
}
