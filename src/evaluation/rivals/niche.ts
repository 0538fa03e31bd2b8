/**
 * A cell as a rival with a bank sees it: who answers there, how that goes, and who did well there before. Pure; who is
 * auditioned, and for what, stands in bank.ts.
 *
 * The watch is the colony's own. Of a rival of one adapter a cell is answered by that adapter as it learns, or by somebody of
 * the bank; of one with an adapter a cell whoever wins takes the niche and learns on.
 */
import {
  STARVING,
  starves,
  UNSEEN,
  WATCH_LENGTH,
  watchedShare,
  WELL,
  withWatched,
  type Watch,
} from '../../ecology/niches/watch.ts';
import type { Adapter } from '../../host/index.ts';
import { NO_MEMORY, type Memory } from '../../organelles/plasticity/memory.ts';

/** An adapter that did well in a cell, with what it remembers of its learning where it may learn again. */
export interface Kept {
  adapter: Adapter;
  memory: Memory;
}

export interface BankNiche {
  /** who answers; null: the pupil that learns the cell. `adapter` null: the bare host */
  holder: { adapter: Adapter | null } | null;
  /** over whoever answers */
  watch: Watch;
  /** over the pupil's own sampled answers, while another answers */
  own: Watch;
  /** whoever answers, at its best so far */
  best: Kept | null;
  /** newest first */
  shelf: readonly Kept[];
}

export const NEW_NICHE: BankNiche = { holder: null, watch: UNSEEN, own: UNSEEN, best: null, shelf: [] };

/** Who answers in a niche that this pupil learns; null for the bare host. */
export function answeringIn({ holder }: Pick<BankNiche, 'holder'>, { adapter, memory }: Kept): Kept | null {
  if (holder === null) return { adapter, memory };
  return holder.adapter && { adapter: holder.adapter, memory: NO_MEMORY };
}

/**
 * After greedy attempts of whoever answers, which is remembered as it is now when it has never done better.
 * @param answering  who that is; null for what nobody would want back: the bare host
 */
export function watched(niche: BankNiche, outcomes: readonly boolean[], answering: Kept | null): BankNiche {
  const watch = withWatched(niche.watch, outcomes);
  const isBest = watch.best >= WELL && watchedShare(watch) === watch.best;
  return { ...niche, watch, best: isBest ? answering : niche.best };
}

/** After sampled answers of the pupil, which count only while another answers. */
export function practised(niche: BankNiche, outcomes: readonly boolean[]): BankNiche {
  return niche.holder === null ? niche : { ...niche, own: withWatched(niche.own, outcomes) };
}

/**
 * Why an audition is due: whoever answers lived well and starves, or never did well, and cannot learn to; or the pupil does
 * as well by now as who answers in its place, and would have the cell back.
 */
export function auditionDue({ holder, watch, own }: BankNiche): 'starved' | 'caught-up' | null {
  if (starves(watch)) return 'starved';
  if (holder === null) return null;
  if (watch.outcomes.length === WATCH_LENGTH && watchedShare(watch)! <= STARVING) return 'starved';
  const [theirs, mine] = [watchedShare(watch), watchedShare(own)];
  return theirs !== null && mine !== null && mine >= theirs ? 'caught-up' : null;
}

/** Whether another answers so well that the pupil need not learn the cell; one that is new there is trusted. */
export function rests({ holder, watch }: BankNiche): boolean {
  return holder !== null && (watchedShare(watch) ?? 1) >= WELL;
}

/** The niche with its best on the shelf, once, in front of what stood there. */
export function shelved(niche: BankNiche, size: number): BankNiche {
  const { best, shelf } = niche;
  if (best === null) return niche;
  const others = shelf.filter(({ adapter }) => adapter.weights !== best.adapter.weights);
  return { ...niche, shelf: [best, ...others].slice(0, size) };
}

/** After an audition that the pupil asked for and did not win: it has to show anew that it does as well. */
export function declined(niche: BankNiche): BankNiche {
  return { ...niche, own: UNSEEN };
}

/** After an audition: the winner is new there, and the one before is forgotten but for the shelf. */
export function takenBy(niche: BankNiche, holder: BankNiche['holder']): BankNiche {
  return { ...NEW_NICHE, holder, shelf: niche.shelf };
}
