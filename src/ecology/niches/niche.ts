/** The state of a niche: who holds it, how that goes, and who held it before. Plain data; weights are named by content hash. */
import { z } from 'zod';
import { UNSEEN, watchedShare, watchSchema, withWatched } from './watch.ts';

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

/** The shelf with one more on it; of too many the one that solved least goes, of equals the oldest. */
export function onShelf(shelf: readonly Former[], former: Former, room: number): Former[] {
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

/** Whether its holder lives so well there that it need not practise; of one that was hardly seen nobody knows. @param rest  solved share */
export function mayRest({ watch }: Pick<NicheState, 'watch'>, rest: number): boolean {
  return (watchedShare(watch) ?? -Infinity) >= rest;
}

/** What happens to a niche's state by watching, taking and splitting; the rest of a larger state is left as it is. */
type Held = Pick<NicheState, 'holder' | 'watch' | 'atBest' | 'shelf'>;

/**
 * After more watched attempts of its holder: its weights are kept while they are at their best.
 * @param holder  with the weights that answered
 */
export function afterWatch(
  niche: Pick<NicheState, 'watch' | 'atBest'>,
  outcomes: readonly boolean[],
  { weights, organelle, lineage, depth }: Omit<Former, 'share'>,
): Pick<NicheState, 'watch' | 'atBest'> {
  const watch = withWatched(niche.watch, outcomes);
  const share = watchedShare(watch);
  const isLess = share === null || share === 0 || share < watch.best || share < (niche.atBest?.share ?? 0);
  return { watch, atBest: isLess ? niche.atBest : { weights, organelle, lineage, depth, share } };
}

/**
 * After somebody took it: nothing is known of the new holder, and who held it at its best goes on the shelf.
 * @param room  how many the shelf holds
 */
export function afterTaking(
  { shelf, atBest }: Pick<NicheState, 'shelf' | 'atBest'>,
  organelle: number,
  room: number,
): Held {
  return {
    holder: organelle,
    watch: UNSEEN,
    atBest: null,
    shelf: [...(atBest ? onShelf(shelf, atBest, room) : shelf)],
  };
}

/** What was seen of a parent, for its child that took the niche by a split: it is as good as its parent was. */
export function seenAs(
  organelle: number,
  { watch, atBest }: Pick<NicheState, 'watch' | 'atBest'>,
): Pick<NicheState, 'watch' | 'atBest'> {
  return { watch, atBest: atBest && { ...atBest, organelle } };
}
