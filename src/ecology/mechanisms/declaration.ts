/**
 * What a mechanism of the world declares, in one file of its own: its words for people, the parameter that switches it on,
 * and what a generation's events say of how often it fired and what that was worth. Panels, tables and the record's counters
 * are made from these declarations; none of them names a mechanism itself. They hold no engine, so that the page may load them.
 */
import type { Event, EventOf, EventType } from '../events/events.ts';

export interface MechanismWorth {
  means: string;
  unit: 'points' | 'E' | 'tasks/E';
}

export interface MechanismWords {
  title: string;
  /** One sentence: when it fires. */
  fires: string;
  /** What is averaged; null when a firing has no worth of its own. */
  worth: MechanismWorth | null;
  /** `group.name` of the parameter that switches it on; null when every world has it. */
  path: string | null;
  /** Whether a value of that parameter means on; unless told otherwise, numbers above 0 and words but none and off. */
  isOn?: (value: unknown) => boolean;
}

export interface MechanismDeclaration extends MechanismWords {
  /** In the order of the events. */
  firings(told: Told): Firing[];
}

/** One firing, with what it was worth if that is known; or what an earlier firing turns out to be worth. */
export interface Firing {
  /** It fired before, and this only tells of its worth. */
  earlier?: boolean;
  worth?: readonly number[];
}

/** What is known of an organelle, whether it lives or not. */
export interface Actor {
  operator: EventOf<'born'>['operator'];
  /** Whether its parent would not have been chosen by wealth alone. */
  novel: boolean;
  /** The newest change of its rank, and the mean ROI of its episodes until then, E. */
  morphed: { generation: number; why: EventOf<'morphed'>['why']; roiBefore: number } | null;
}

/** The events of one generation, and who took part in them. */
export interface Told {
  generation: number;
  events: readonly Event[];
  actorOf(organelle: number): Actor;
}

/** The events of one type, in their order. */
export function eventsOf<Type extends EventType>({ events }: Told, type: Type): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

/** An episode's return: what its organelle earned less what the whole computation cost, E. */
export function roiOf({ revenue, cost }: Pick<EventOf<'episode'>, 'revenue' | 'cost'>): number {
  return revenue - cost;
}
