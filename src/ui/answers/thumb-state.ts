/** Whether a person's thumb can be given to an answer, waits, was given, or has no place; one word, so that it compares. */
import type { AnswerView } from '../../record/fold/view.ts';
import type { PageState } from '../state/state.ts';

export type ThumbState = 'none' | 'open' | 'up' | 'down' | 'waiting up' | 'waiting down';

/** Given thumbs are shown whatever the world thinks of thumbs now; new ones need a living organelle and a lab at work. */
export function thumbStateOf(
  { generation, index, organelle, thumb }: Pick<AnswerView, 'generation' | 'index' | 'organelle' | 'thumb'>,
  { status, live, past }: Pick<PageState, 'status' | 'live' | 'past'>,
): ThumbState {
  if (thumb) return thumb;
  if (past !== null || !live) return 'none';
  const waiting = status?.thumbs?.find((each) => each.generation === generation && each.index === index);
  if (waiting) return `waiting ${waiting.thumb}`;
  const isAtWork = status?.phase === 'playing' || status?.phase === 'paused';
  const lives = live.organelles.get(organelle)?.diedGeneration === null;
  return isAtWork && lives && live.config.organs.feedbackEnergy > 0 ? 'open' : 'none';
}
