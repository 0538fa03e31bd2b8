/**
 * How often each optional organ fired, and what each firing was worth:
 *
 * - `winter`, a generation of it: the change of the episodes' mean ROI, E, against full prices for the same answers.
 *   Unknown where winter pays nothing at all.
 * - `catastrophe`: nothing that can be said of a single one.
 * - `teams` and `recurrence`, an episode: solved (0 or 1) by the answer that counts less solved by the first answer.
 * - `memory`, an episode with examples: solved (0 or 1) less the cell's running success at that time. That success has
 *   answers with examples in it too, so a lasting gain is understated.
 * - `feedback`, a thumb: 1 for up, −1 for down.
 * - `canaries`, a cell asked again: the share solved less the share at its mastery.
 * - `bandit`, a task that it had answered: solved (0 or 1) by the elite that it chose.
 */
import type { Episode, Event } from '../../ecology/events/events.ts';

export type OrganName =
  'winter' | 'catastrophe' | 'teams' | 'memory' | 'recurrence' | 'feedback' | 'canaries' | 'bandit';

interface OrganFiring {
  name: OrganName;
  worth?: readonly number[];
}

export function organFirings(event: Event): OrganFiring[] {
  switch (event.type) {
    case 'catastrophe':
      return [{ name: 'catastrophe' }];
    case 'feedback':
      return [{ name: 'feedback', worth: [event.thumb === 'up' ? 1 : -1] }];
    case 'canary': {
      const { n, solved, reached } = event;
      return [{ name: 'canaries', worth: n > 0 && reached.n > 0 ? [solved / n - reached.solved / reached.n] : [] }];
    }
    case 'routed':
      return [{ name: 'bandit', worth: Array.from({ length: event.n }, (_, i) => (i < event.solved ? 1 : 0)) }];
    case 'episode':
      return episodeFirings(event);
    default:
      return [];
  }
}

function episodeFirings({ solved, draft, team, examples }: Episode): OrganFiring[] {
  const firings: OrganFiring[] = [];
  if (draft) firings.push({ name: team ? 'teams' : 'recurrence', worth: [Number(solved) - Number(draft.solved)] });
  if (examples) firings.push({ name: 'memory', worth: [Number(solved) - examples.expected] });
  return firings;
}

/** The winter of one generation's events, if it was one. */
export function winterFirings(events: readonly Event[]): OrganFiring[] {
  const climate = events.find((event) => event.type === 'climate');
  const share = climate?.winterYield;
  if (share === undefined) return [];
  const revenues = events.flatMap((event) => (event.type === 'episode' ? [event.revenue] : []));
  if (share === 0 || revenues.length === 0) return [{ name: 'winter' }];
  const lost = revenues.reduce((sum, revenue) => sum + (revenue - revenue / share), 0);
  return [{ name: 'winter', worth: [lost / revenues.length] }];
}
