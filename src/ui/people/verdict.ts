/** What a measurement allows one to say, and not a word more. */
import type { Measurement } from '../../ecology/events.ts';
import { count } from '../format.ts';

/** One sentence. A difference is claimed only when its whole interval lies on one side of zero. */
export function verdictOf({ organelle, difference, tasks, distinctPrompts }: Measurement): string {
  if (tasks === 0) return 'Nothing was measured: the test pool of the open cells gave no tasks.';
  if (organelle === null) return 'There was no elite yet, so only the bare host was measured.';
  const few = distinctPrompts < 30 ? ` Only ${count(distinctPrompts)} distinct prompts: read it with care.` : '';
  if (difference.low > 0) return `The best elite solves more test tasks than the bare host.${few}`;
  if (difference.high < 0) return `The best elite solves fewer test tasks than the bare host.${few}`;
  return `No difference can be claimed: the interval holds zero. More test tasks would narrow it.${few}`;
}
