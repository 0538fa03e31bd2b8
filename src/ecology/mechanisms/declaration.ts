/**
 * What a mechanism of the world declares, in one file of its own: its words for people, the parameter that switches it on,
 * and what a generation's events say of how often it fired and what that was worth. Panels, tables and the record's counters
 * are made from these declarations; none of them names a mechanism itself. They hold no engine, so that the page may load them.
 */
import type { LivedOf, LivedType } from '../events/lived.ts';

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
  /** Where alone it can fire: in worlds in which survival is by niche, or in those where organelles roam. Anywhere unless told. */
  where?: 'niches' | 'roaming';
}

export interface MechanismDeclaration<Read extends LivedType = LivedType> extends MechanismWords {
  /** The types of event that it looks at; it is told of no others. */
  reads: readonly Read[];
  /** In the order of the events. */
  firings(told: Told<Read>): Firing[];
}

/** One firing, with what it was worth if that is known; or what an earlier firing turns out to be worth. */
export interface Firing {
  /** It fired before, and this only tells of its worth. */
  earlier?: boolean;
  worth?: readonly number[];
}

/** What is known of an organelle, whether it lives or not. */
export interface Actor {
  operator: LivedOf<'born'>['operator'];
  /** Whether its parent would not have been chosen by wealth alone. */
  novel: boolean;
  /** The newest change of its rank, and the mean ROI of its episodes until then, E. */
  morphed: { generation: number; why: LivedOf<'morphed'>['why']; roiBefore: number } | null;
}

/** The events of one generation, and who took part in them. */
export interface Told<Read extends LivedType = LivedType> {
  generation: number;
  /** The events of one type, in their order. */
  of<Type extends Read>(type: Type): readonly LivedOf<Type>[];
  actorOf(organelle: number): Actor;
}

/** A declaration that the compiler holds to the types of event that it says it reads. */
export function mechanism<const Read extends LivedType>(
  declaration: MechanismDeclaration<Read>,
): MechanismDeclaration<Read> {
  return declaration;
}

/** An episode's return: what its organelle earned less what the whole computation cost, E. */
export function roiOf({ revenue, cost }: Pick<LivedOf<'episode'>, 'revenue' | 'cost'>): number {
  return revenue - cost;
}
