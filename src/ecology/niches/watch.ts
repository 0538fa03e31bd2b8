/**
 * The watch over a niche: the newest greedy attempts of whoever holds it, and how well it was held at best. Nobody is told
 * that a custom changed; that one who lived well starves is all there is to see.
 */
import { z } from 'zod';

/** Attempts that are remembered, and from which on a holder counts as seen. */
export const WATCH_LENGTH = 8;
/** Newest attempts that say whether a niche starves. */
const STARVING_LENGTH = 4;
/** Solved share at which a holder lives well, over the whole watch. */
export const WELL = 0.75;
/** Solved share, of the newest, at or under which one that lived well starves. */
export const STARVING = 0.25;

export const watchSchema = z.strictObject({
  /** Solved or not, newest last; those of the present holder only. */
  outcomes: z.array(z.boolean()).max(WATCH_LENGTH),
  /** The best share solved over a whole watch since the niche was taken, 0 to 1. */
  best: z.number().min(0).max(1),
});
export type Watch = z.infer<typeof watchSchema>;

/** The watch over a new holder, of whom nothing is known. */
export const UNSEEN: Watch = { outcomes: [], best: 0 };

/**
 * The watch over a holder that won its own audition: what starved it is forgotten and that it lived well is not, so that it starves
 * again at once where the alarm was true.
 */
export function afterAlarm({ best }: Watch): Watch {
  return { outcomes: [], best };
}

/** The watch after more attempts, in their order. */
export function withWatched(watch: Watch, outcomes: readonly boolean[]): Watch {
  const newest = [...watch.outcomes, ...outcomes].slice(-WATCH_LENGTH);
  const best = newest.length < WATCH_LENGTH ? watch.best : Math.max(watch.best, shareOf(newest));
  return { outcomes: newest, best };
}

/** The attempts by which it is judged whether a niche starves. */
export function newestOf({ outcomes }: Watch): boolean[] {
  return outcomes.slice(-STARVING_LENGTH);
}

/** Whether the holder solves nearly nothing by now, where it lived well before. */
export function starves(watch: Watch): boolean {
  const newest = newestOf(watch);
  return watch.best >= WELL && newest.length === STARVING_LENGTH && shareOf(newest) <= STARVING;
}

/** The share solved of what is remembered, 0 to 1; null while too little is. */
export function watchedShare({ outcomes }: Watch): number | null {
  return outcomes.length < STARVING_LENGTH ? null : shareOf(outcomes);
}

function shareOf(outcomes: readonly boolean[]): number {
  return outcomes.filter(Boolean).length / outcomes.length;
}
