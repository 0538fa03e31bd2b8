/**
 * The fold's part for mechanisms: how often each fired, and what it was worth where that can be said; each mechanism's own
 * declaration says what counts. One that never fires, or whose worth lies about zero, is to be seen as such.
 */
import { meanIntervalOf, NOTHING, withValue, type Interval, type Running } from '../../core/statistics.ts';
import type { Event } from '../../ecology/events/events.ts';
import type { Actor, Told } from '../../ecology/mechanisms/declaration.ts';
import { MECHANISMS, type MechanismName } from '../../ecology/mechanisms/registry.ts';

export interface Mechanism {
  fired: number;
  /** Generation in which it fired last; null when it never did. */
  lastGeneration: number | null;
  /** What it was worth, firing by firing or episode by episode. */
  worth: Running;
}

export type Mechanisms = Readonly<Partial<Record<MechanismName, Mechanism>>>;

const NEVER: Mechanism = { fired: 0, lastGeneration: null, worth: NOTHING };

/** @param organelles  everybody who ever lived, those born in this generation among them */
export function foldMechanisms(
  mechanisms: Mechanisms,
  generation: number,
  events: readonly Event[],
  organelles: ReadonlyMap<number, Actor>,
): Mechanisms {
  const told: Told = { generation, events, actorOf: (organelle) => organelles.get(organelle)! };
  const next: Partial<Record<MechanismName, Mechanism>> = { ...mechanisms };
  for (const name of Object.keys(MECHANISMS) as MechanismName[]) {
    for (const { earlier = false, worth = [] } of MECHANISMS[name].firings(told)) {
      const before = next[name] ?? NEVER;
      next[name] = {
        fired: before.fired + (earlier ? 0 : 1),
        lastGeneration: earlier ? before.lastGeneration : generation,
        worth: worth.reduce(withValue, before.worth),
      };
    }
  }
  return next;
}

/** The mean worth of a firing with its 95 % interval; null while fewer than two are known. */
export function worthOf({ worth }: Mechanism): Interval | null {
  return worth.n < 2 ? null : meanIntervalOf(worth);
}
