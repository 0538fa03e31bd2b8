/** What is said of an organelle wherever it is spoken of: how old it is, what an attempt brought it, where it came from. */
import type { OrganelleView } from '../../record/fold/view.ts';
import { count } from './format.ts';

/** Mean ROI per episode over its whole life, E; NaN before its first episode. */
export function meanRoi(organelle: OrganelleView): number {
  return organelle.episodes > 0 ? (organelle.revenueEnergy - organelle.costEnergy) / organelle.episodes : NaN;
}

/** Generations lived, up to its death or the generation shown. */
export function ageOf(organelle: OrganelleView, generation: number): number {
  return (organelle.diedGeneration ?? generation) - organelle.bornGeneration;
}

const ORIGINS: Record<OrganelleView['operator'], string> = {
  founder: 'A newcomer',
  split: 'Born',
  merge: 'Merged of two',
  immigrant: 'Returned',
  clone: 'Cloned',
  brought: 'Brought in',
};

/** Where it came from, as the beginning of a sentence. */
export function originOf({ operator, bornGeneration }: Pick<OrganelleView, 'operator' | 'bornGeneration'>): string {
  return operator === 'founder' && bornGeneration === 0
    ? 'A founder'
    : `${ORIGINS[operator]} in generation ${count(bornGeneration)}`;
}
