/** The list of organelles as data: who stands in it, in which order. */
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { count } from '../parts/format.ts';

export type SortKey = 'name' | 'energy' | 'roi' | 'age';
export interface Sorting {
  key: SortKey;
  descending: boolean;
}

/** The most rows that are drawn; nobody reads more. */
export const MOST_ROWS = 200;

/** Mean ROI per episode over its whole life, E; NaN before its first episode. */
export function meanRoi(organelle: OrganelleView): number {
  return organelle.episodes > 0 ? (organelle.revenueEnergy - organelle.costEnergy) / organelle.episodes : NaN;
}

/** Generations lived, up to its death or the generation shown. */
export function ageOf(organelle: OrganelleView, generation: number): number {
  return (organelle.diedGeneration ?? generation) - organelle.bornGeneration;
}

const ORIGINS: Record<Exclude<OrganelleView['operator'], 'founder'>, string> = {
  split: 'Born',
  merge: 'Merged of two',
  immigrant: 'Returned from the archive',
};

/** Where it came from, as the beginning of a sentence. */
export function originOf({ operator, bornGeneration }: Pick<OrganelleView, 'operator' | 'bornGeneration'>): string {
  return operator === 'founder' ? 'A founder' : `${ORIGINS[operator]} in generation ${count(bornGeneration)}`;
}

export function listOrganelles(view: View, sorting: Sorting, withDead: boolean): OrganelleView[] {
  const ids = withDead ? [...view.organelles.keys()] : view.living;
  const rows = ids.map((id) => view.organelles.get(id)!);
  const value = (organelle: OrganelleView): number | string => {
    if (sorting.key === 'name') return organelle.name;
    if (sorting.key === 'energy') return organelle.energy;
    return sorting.key === 'age' ? ageOf(organelle, view.generation) : meanRoi(organelle);
  };
  const direction = sorting.descending ? -1 : 1;
  return rows.sort((a, b) => direction * compare(value(a), value(b)) || a.id - b.id);
}

/** What is not a number yet comes last when descending. */
function compare(a: number | string, b: number | string): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b));
  return (Number.isFinite(a) ? a : -Infinity) - (Number.isFinite(b) ? b : -Infinity) || 0;
}
