/** Who holds which niche, and who held it before: the state of worlds in which survival is by niche. */
import { z } from 'zod';
import { UNSEEN, watchSchema } from '../niches/watch.ts';
import type { Turn } from './turn.ts';
import type { Organelle, World } from './world.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** The weights of a holder at its best. */
const formerSchema = z.strictObject({
  weights: hash,
  organelle: z.int().min(1),
  lineage: z.int().min(1),
  depth: z.int().min(0),
  /** The share of a whole watch that they solved, above 0. */
  share: z.number().min(0).max(1),
});
export type Former = z.infer<typeof formerSchema>;

export const nicheStateSchema = z.strictObject({
  cell: z.string(),
  /** Null while nobody holds it. */
  holder: z.int().min(1).nullable(),
  watch: watchSchema,
  /** The present holder at its best; null before a whole watch in which it solved something. */
  atBest: formerSchema.nullable(),
  /** Former holders at their best, newest first. */
  shelf: z.array(formerSchema),
});
export type NicheState = z.infer<typeof nicheStateSchema>;

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
  if (niche.atBest) niche.shelf = shelved(niche.shelf, niche.atBest, turn.config.niches.shelf);
  Object.assign(niche, { holder: organelle.id, watch: UNSEEN, atBest: null });
  turn.emit({ type: 'niche-taken', cell: niche.cell, organelle: organelle.id, from, how });
}

/** The shelf with one more on it; of too many the one that solved least goes, of equals the oldest. */
export function shelved(shelf: readonly Former[], former: Former, room: number): Former[] {
  const all = [former, ...shelf.filter(({ weights }) => weights !== former.weights)];
  while (all.length > room) {
    const least = Math.min(...all.map(({ share }) => share));
    all.splice(
      all.findLastIndex(({ share }) => share === least),
      1,
    );
  }
  return all;
}
