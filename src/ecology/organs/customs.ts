/**
 * Customs: what is wanted of a cell changes without a cue, and comes back. Every cell whose family has several forms of
 * answer passes through them in turn, each at times of its own. Time is counted in computation, not in generations, so that
 * worlds that spend it differently see as many changes for the same budget.
 */
import { cellName } from '../../economy/cells.ts';
import { formsOf, USUAL } from '../../tasks/customs.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { Turn } from '../world/turn.ts';

/** FLOPs of a period's unit. */
const TERA = 1e12;

/** Changes the customs that are due. A cell that opens later than a change was due has it from then on. */
export function changeCustoms(turn: Turn): void {
  const { customsPeriod } = turn.config.organs;
  if (customsPeriod === 0) return;
  const periods = (turn.world.spentFlops ?? 0) / TERA / customsPeriod;
  for (const cell of turn.world.cells) {
    const forms = formsOf(cell.family);
    if (!cell.open || forms.length === 1) continue;
    const phase = randomInWorld(turn.world.seed, 'customs', cellName(cell)).uniform();
    const from = cell.custom ?? USUAL;
    const to = forms[Math.floor(periods + phase) % forms.length]!;
    if (to === from) continue;
    if (to === USUAL) delete cell.custom;
    else cell.custom = to;
    turn.emit({ type: 'custom-changed', cell: cellName(cell), from, to });
  }
}
