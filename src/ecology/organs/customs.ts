/**
 * Customs: what is wanted of a cell changes without a cue, and comes back. Cells whose family has several forms of answer
 * pass through them in turn, each in a rhythm of its own. Time is counted in computation, not in generations, so that
 * worlds that spend it differently see as many changes for the same budget.
 *
 * Which cells change and when follows from seed and salt alone, so a world, and whoever is measured beside it, know the
 * same customs without having lived the same life.
 */
import { compareTexts } from '../../base/order.ts';
import { cellName, cellParts } from '../../economy/cells.ts';
import { formsOf, USUAL } from '../../tasks/customs.ts';
import type { Cell } from '../../tasks/task.ts';
import type { Config } from '../config/config.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { Turn } from '../world/turn.ts';

/** FLOPs of a period's unit. */
const TERA = 1e12;
/** A cell's period is the world's times a factor between these, log-uniform, so that no two cells keep step. */
const [SHORTEST, LONGEST] = [0.8, 1.25];

/** What customs follow from. */
interface Customary {
  seed: string;
  config: Config;
}

/** A change of what is wanted in a cell. */
interface DueChange {
  /** `family/depth` */
  cell: string;
  /** FLOPs spent when it is due; a world notices it when its next generation begins */
  at: number;
  from: string;
  to: string;
}

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
export function customAt(world: Customary, cell: Pick<Cell, 'family' | 'depth'>, spent: number): string {
  const rhythm = rhythmOf(world, cell);
  if (rhythm === null) return USUAL;
  const forms = formsOf(cell.family);
  return forms[changesUntil(rhythm, spent) % forms.length]!;
}

/**
 * Every change that comes due in some cells within a budget, in order of time.
 * @param budget  FLOPs
 */
export function customChanges(
  world: Customary,
  cells: readonly Pick<Cell, 'family' | 'depth'>[],
  budget: number,
): DueChange[] {
  const changes = cells.flatMap((cell): DueChange[] => {
    const rhythm = rhythmOf(world, cell);
    if (rhythm === null) return [];
    const forms = formsOf(cell.family);
    const form = (nth: number) => forms[nth % forms.length]!;
    return Array.from({ length: changesUntil(rhythm, budget) }, (_, i) => ({
      cell: cellName(cell),
      at: dueAt(rhythm, i + 1),
      from: form(i),
      to: form(i + 1),
    }));
  });
  return changes.sort((a, b) => a.at - b.at || compareTexts(a.cell, b.cell));
}

/**
 * Whether a cell's customs change. Where `organs.customsCells` names a number, so many of the cells that are open from the
 * start do, chosen by lot among those that can; else every cell that can.
 */
function changes(world: Customary, cell: Pick<Cell, 'family' | 'depth'>): boolean {
  const { customsPeriod, customsCells } = world.config.organs;
  if (customsPeriod === 0 || formsOf(cell.family).length === 1) return false;
  if (customsCells === 0) return true;
  const lots = world.config.cells.opening
    .filter((name) => formsOf(cellParts(name).family).length > 1)
    .map((name) => ({ name, lot: drawOf(world, 'customs-cells', name).uniform() }));
  lots.sort((a, b) => a.lot - b.lot || compareTexts(a.name, b.name));
  return lots.slice(0, customsCells).some(({ name }) => name === cellName(cell));
}

/** When a cell changes. */
interface Rhythm {
  /** FLOPs between two changes */
  period: number;
  /** share of a period that is over at the beginning, 0 to below 1 */
  phase: number;
}

/** A cell's rhythm; null where its customs do not change. */
function rhythmOf(world: Customary, cell: Pick<Cell, 'family' | 'depth'>): Rhythm | null {
  if (!changes(world, cell)) return null;
  const draw = drawOf(world, 'customs', cellName(cell));
  const phase = draw.uniform();
  const factor = SHORTEST * (LONGEST / SHORTEST) ** draw.uniform();
  return { period: world.config.organs.customsPeriod * factor * TERA, phase };
}

/** FLOPs at which the nth change is due, the first being 1. */
function dueAt({ period, phase }: Rhythm, nth: number): number {
  return (nth - phase) * period;
}

/** How many changes are due by then; exact at the moments that `dueAt` gives, whatever a division rounds to. */
function changesUntil(rhythm: Rhythm, spent: number): number {
  let nth = Math.floor(spent / rhythm.period + rhythm.phase);
  while (dueAt(rhythm, nth + 1) <= spent) nth++;
  while (nth > 0 && dueAt(rhythm, nth) > spent) nth--;
  return nth;
}

function drawOf({ seed, config }: Customary, purpose: 'customs' | 'customs-cells', cell: string) {
  return randomInWorld(seed, purpose, cell, config.cells.salt);
}
