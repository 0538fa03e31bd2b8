/** The list of organelles as data: who stands in it, in which order. */
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { ageOf, meanRoi } from '../words/organelle.ts';

export type SortKey = 'name' | 'energy' | 'roi' | 'age';
export interface Sorting {
  key: SortKey;
  descending: boolean;
}

/** The most rows that are drawn; nobody reads more. */
export const MOST_ROWS = 200;

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
