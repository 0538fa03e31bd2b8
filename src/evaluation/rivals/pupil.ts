/** An adapter that learns, with what it remembers of its learning, and how every rival's first one is made. */
import { randomInGeneration } from '../../ecology/world/purposes.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import { NO_MEMORY, type Memory } from '../../organelles/plasticity/memory.ts';

export interface Pupil {
  /** names of the cells that it learns */
  cells: readonly string[];
  /** never changed in place */
  adapter: Adapter;
  memory: Memory;
}

/** The adapter that all rivals of a seed start from: the weights of the first founder of a world of that seed and that step. */
export function startOf(
  host: Pick<Host, 'sites'>,
  seed: string,
  { rank, founderStep }: { rank: number; founderStep: number },
): Adapter {
  return founderAdapter(
    host.sites,
    rank,
    founderStep,
    randomInGeneration({ seed, generation: 0 }, 'founder-weights', 1),
  );
}

/** One pupil for all cells, or one for each, all with the same weights. */
export function firstPupils(kind: 'one' | 'each', cells: readonly string[], adapter: Adapter): Pupil[] {
  const groups = kind === 'one' ? [cells] : cells.map((cell) => [cell]);
  return groups.map((group) => ({ cells: group, adapter, memory: NO_MEMORY }));
}
