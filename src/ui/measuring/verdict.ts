/** What a measurement allows one to say, and not a word more. */
import type { Interval } from '../../core/statistics.ts';
import type { Measurement } from '../../ecology/events/events.ts';
import { count } from '../words/format.ts';

/** A handful of prompts, asked again and again, is a small sample however many tasks were drawn. */
const FEW_PROMPTS = 30;

/** One or two sentences. A difference is claimed only when its whole interval lies on one side of zero. */
export function measurementVerdict(measurement: Measurement): string {
  const { organelle, difference, portfolioDifference, tasks, distinctPrompts } = measurement;
  if (tasks === 0) return 'Nothing was measured: the test pool of the open cells gave no tasks.';
  if (organelle === null) return 'There was no elite yet, so only the bare host was measured.';
  const care =
    distinctPrompts < FEW_PROMPTS ? ` Only ${count(distinctPrompts)} distinct prompts: read it with care.` : '';
  const [elite, portfolio] = [claimOf(difference), claimOf(portfolioDifference)];
  if (elite === null && portfolio === null)
    return `No difference from the bare host can be claimed; more test tasks would narrow the intervals.${care}`;
  if (elite === portfolio)
    return `The best elite and the portfolio both solve ${elite} test tasks than the bare host.${care}`;
  return `${sentence('The best elite', elite)} ${sentence('The portfolio', portfolio)}${care}`;
}

/** `more`, `fewer`, or null when the interval of the difference holds zero. */
function claimOf(difference: Interval): 'more' | 'fewer' | null {
  if (difference.low > 0) return 'more';
  return difference.high < 0 ? 'fewer' : null;
}

function sentence(who: string, claim: 'more' | 'fewer' | null): string {
  if (claim) return `${who} solves ${claim} test tasks than the bare host.`;
  return `${who} cannot be told from the bare host.`;
}
