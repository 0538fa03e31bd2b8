/**
 * The fold's part for mechanisms: how often each fired, and what it was worth where that can be said. A mechanism that
 * never fires, or whose worth lies about zero, is to be seen as such.
 */
import { meanIntervalOf, NOTHING, withValue, type Running } from '../core/statistics.ts';
import type { Interval } from '../core/statistics.ts';
import type { Event } from '../ecology/events.ts';
import { organFirings, winterFirings, type OrganName } from './fold-organs.ts';

/** What the counters are about; the words on the page are src/ui's. */
export type MechanismName = 'splits' | 'learning' | OrganName;

export interface Mechanism {
  fired: number;
  /** Generation in which it fired last; null when it never did. */
  lastGeneration: number | null;
  /** What each firing was worth, in the unit that MECHANISM_WORTH says. */
  worth: Running;
}

export type Mechanisms = Readonly<Partial<Record<MechanismName, Mechanism>>>;

/** One firing, with what it was worth if that is known. */
interface Firing {
  name: MechanismName;
  worth?: readonly number[];
}

export function foldMechanisms(mechanisms: Mechanisms, generation: number, events: readonly Event[]): Mechanisms {
  const next: Partial<Record<MechanismName, Mechanism>> = { ...mechanisms };
  for (const { name, worth = [] } of [...events.flatMap(firingsOf), ...winterFirings(events)]) {
    const before = next[name] ?? { fired: 0, lastGeneration: null, worth: NOTHING };
    next[name] = {
      fired: before.fired + 1,
      lastGeneration: generation,
      worth: worth.reduce(withValue, before.worth),
    };
  }
  return next;
}

/** The mean worth of a firing with its 95 % interval; null while fewer than two are known. */
export function worthOf({ worth }: Mechanism): Interval | null {
  return worth.n < 2 ? null : meanIntervalOf(worth);
}

function firingsOf(event: Event): Firing[] {
  switch (event.type) {
    case 'born':
      return event.operator === 'split' ? [{ name: 'splits' }] : [];
    case 'learned':
      return [
        {
          name: 'learning',
          worth: event.probes.map(({ solvedBefore, solvedAfter }) => Number(solvedAfter) - Number(solvedBefore)),
        },
      ];
    default:
      return organFirings(event);
  }
}
