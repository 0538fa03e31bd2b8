/**
 * The fold's part for mechanisms: how often each fired, and what it was worth where that can be said; each mechanism's own
 * declaration says what counts. One that never fires, or whose worth lies about zero, is to be seen as such.
 */
import { meanIntervalOf, NOTHING, withObservation, type Interval, type Running } from '../../core/statistics.ts';
import type { Event, EventOf, EventType } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import type { Actor, MechanismDeclaration, Told } from '../../ecology/mechanisms/declaration.ts';
import { MECHANISMS, type MechanismName, type ReadByMechanisms } from '../../ecology/mechanisms/registry.ts';

export interface Mechanism {
  fired: number;
  /** Generation in which it fired last; null when it never did. */
  lastGeneration: number | null;
  /** What it was worth, firing by firing or episode by episode. */
  worth: Running;
}

export type MechanismFigures = Readonly<Partial<Record<MechanismName, Mechanism>>>;

const DECLARATIONS = Object.entries(MECHANISMS) as [MechanismName, MechanismDeclaration][];

const READ: ReadonlySet<EventType> = new Set(DECLARATIONS.flatMap(([, { reads }]) => reads));

/** What no mechanism looks at. */
const IGNORED = [
  'run-started',
  'rules-changed',
  'forked',
  'frozen',
  'tweaked',
  'cell-opened',
  'birth-waited',
  'ticket-paid',
  'strike',
  'retired',
  'elite',
  'learning-refused',
  'meta-proposed',
  'meta-window-opened',
  'meta-window',
  'niche-starved',
  'cell-closed',
  'mastered',
  'generation-ended',
] as const;

const NEVER: Mechanism = { fired: 0, lastGeneration: null, worth: NOTHING };

/** @param organelles  everybody who ever lived, those born in this generation among them */
export function foldMechanisms(
  mechanisms: MechanismFigures,
  generation: number,
  events: readonly Event[],
  organelles: ReadonlyMap<number, Actor>,
): MechanismFigures {
  const read = byType(events);
  const told: Told = {
    generation,
    of: <Type extends EventType>(type: Type) => (read.get(type) ?? []) as readonly EventOf<Type>[],
    actorOf: (organelle) => organelles.get(organelle)!,
  };
  const next: Partial<Record<MechanismName, Mechanism>> = { ...mechanisms };
  for (const [name, declaration] of DECLARATIONS) {
    for (const { earlier = false, worth = [] } of declaration.firings(told)) {
      const before = next[name] ?? NEVER;
      next[name] = {
        fired: before.fired + (earlier ? 0 : 1),
        lastGeneration: earlier ? before.lastGeneration : generation,
        worth: worth.reduce(withObservation, before.worth),
      };
    }
  }
  return next;
}

/** The events that mechanisms look at, each type in its order. */
function byType(events: readonly Event[]): ReadonlyMap<EventType, readonly Event[]> {
  const read = new Map<EventType, Event[]>();
  for (const event of events) {
    if (!isRead(event)) {
      ignored(event, IGNORED);
      continue;
    }
    const before = read.get(event.type);
    if (before) before.push(event);
    else read.set(event.type, [event]);
  }
  return read;
}

function isRead(event: Event): event is EventOf<ReadByMechanisms> {
  return READ.has(event.type);
}

/** The mean worth of a firing with its 95 % interval; null while fewer than two are known. */
export function worthOf({ worth }: Mechanism): Interval | null {
  return worth.n < 2 ? null : meanIntervalOf(worth);
}
