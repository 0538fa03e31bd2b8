/** What an episode tells of the organs that had a part in it; nothing where none had. */
import type { EventOf } from '../events/events.ts';
import type { Attempt } from '../world/turn.ts';

type Told = Pick<EventOf<'episode'>, 'draft' | 'team' | 'examples'>;

export function organsOf({ draft, recalled }: Attempt, team: Told['team'] | null): Told {
  return {
    ...(draft && { draft }),
    ...(team && { team }),
    ...(recalled && recalled.shown > 0 && { examples: { shown: recalled.shown, expected: recalled.expected } }),
  };
}
