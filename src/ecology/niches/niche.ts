/** The state of a niche: who holds it, how that goes, and who held it before. Plain data; weights are named by content hash. */
import { z } from 'zod';
import { watchSchema } from './watch.ts';

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
