/** An adapter that learns, with what it remembers of its learning, and how every rival's first one and newcomers are made. */
import { randomInGeneration } from '../../ecology/world/purposes.ts';
import { cellName } from '../../economy/cells.ts';
import type { Adapter } from '../../host/index.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import { NO_MEMORY, type Memory } from '../../organelles/plasticity/memory.ts';
import type { Cell } from '../../tasks/task.ts';
import type { RivalContext } from './context.ts';
import { rivalRandom } from './purposes.ts';

export interface Pupil {
  /** names of the cells that it learns */
  cells: readonly string[];
  /** never changed in place */
  adapter: Adapter;
  memory: Memory;
}

type Origin = Pick<RivalContext, 'host' | 'config' | 'seed' | 'settings'>;

/**
 * One pupil for all cells, or one for each, all with the same weights: those of the first founder of a world of that seed and
 * that step.
 */
export function firstPupils(kind: 'one' | 'each', { host, config, seed, settings }: Origin): Pupil[] {
  const draw = randomInGeneration({ seed, generation: 0 }, 'founder-weights', 1);
  const adapter = founderAdapter(host.sites, config.heredity.rank, settings.founderStep, draw);
  const { opening } = config.cells;
  const groups = kind === 'one' ? [opening] : opening.map((cell) => [cell]);
  return groups.map((cells) => ({ cells, adapter, memory: NO_MEMORY }));
}

/** Somebody who was never there before, as close to the host as the first ones were. */
export function newcomerOf(
  { host, config, seed, settings, round }: Origin & Pick<RivalContext, 'round'>,
  cell: Cell,
): Pick<Pupil, 'adapter' | 'memory'> {
  const draw = rivalRandom(seed, 'rival-newcomer', round, cellName(cell));
  const adapter = founderAdapter(host.sites, config.heredity.rank, settings.founderStep, draw);
  return { adapter, memory: NO_MEMORY };
}
