/**
 * Customs: what is wanted of a cell changes without a cue, and comes back. Every cell whose family has several forms of
 * answer passes through them in turn, each at times of its own. Time is counted in computation, not in generations, so that
 * worlds that spend it differently see as many changes for the same budget.
 */
import { cellName } from '../../economy/cells.ts';
import { formsOf, USUAL } from '../../tasks/customs.ts';
import type { Cell } from '../../tasks/task.ts';
import type { Config } from '../config/config.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { Turn } from '../world/turn.ts';

/** FLOPs of a period's unit. */
const TERA = 1e12;

/** Changes the customs that are due. A cell that opens later than a change was due has it from then on. */
export function changeCustoms(turn: Turn): void {
  const { config, world } = turn;
  if (config.organs.customsPeriod === 0) return;
  for (const cell of world.cells.filter(({ open }) => open)) {
    const from = cell.custom ?? USUAL;
    const to = customAt({ seed: world.seed, config }, cell, world.spentFlops ?? 0);
    if (to === from) continue;
    if (to === USUAL) delete cell.custom;
    else cell.custom = to;
    turn.emit({ type: 'custom-changed', cell: cellName(cell), from, to });
  }
}

/**
 * The form of answer that is due in a cell of a world, by its name.
 * @param spent  FLOPs so far, of all purposes but measurement
 */
export function customAt({ seed, config }: { seed: string; config: Config }, cell: Cell, spent: number): string {
  const { customsPeriod } = config.organs;
  const forms = formsOf(cell.family);
  if (customsPeriod === 0 || forms.length === 1) return USUAL;
  const phase = randomInWorld(seed, 'customs', cellName(cell)).uniform();
  return forms[Math.floor(spent / TERA / customsPeriod + phase) % forms.length]!;
}
