/**
 * A generation takes its time. Until one that is under way has ended, a paused world does not stand still yet, and what is
 * changed now holds only in the one after it.
 */
import { sameValue } from '../words/catalogue.ts';
import type { PageState } from './state.ts';

/** The generation that a paused world finishes before it stands still; null when it stands still, or plays. */
export function finishing(status: PageState['status']): number | null {
  return status?.phase === 'paused' ? (status.underWay?.generation ?? null) : null;
}

/** The generation from which a change holds that was made; null when none waits, or the past is shown. */
export function takesHoldAt(
  path: string,
  { status, live, past }: Pick<PageState, 'status' | 'live' | 'past'>,
): number | null {
  if (past !== null || !live || !status || !(path in status.pending)) return null;
  const { pending, underWay } = status;
  if (!underWay) return live.generation + 1;
  const isTaken = path in underWay.tweaks && sameValue(underWay.tweaks[path], pending[path]);
  return isTaken ? underWay.generation : underWay.generation + 1;
}
