/**
 * Recurrence: an organelle sees its first answer and answers again. The second answer counts; both are computed and
 * paid for. An attempt made by two has a first answer already, its partner's, and needs none of its own.
 */
import type { Config } from '../config/config.ts';
import type { Attempt } from '../world/turn.ts';

/** Whether the organelle of this attempt answers twice. */
export function answersTwice({ organs }: Config, { partner }: Attempt): boolean {
  return organs.recurrence === 'on' && !partner;
}
