/**
 * Catastrophe: what the population knows of its world stops being true. The running successes, and with them the prices,
 * are permuted among the open cells, and every open cell closes while another depth of its family opens. The number of
 * open cells stays; elites of closed cells stay in the archive.
 */
import type { Random } from '../../base/random.ts';
import { cellName, type CellState } from '../../economy/cells.ts';
import type { Turn } from '../world/turn.ts';

export interface Move {
  from: string;
  to: string;
}

/** Strikes when it is time, before cells open by mastery or schedule and before prices are set. */
export function strikeCatastrophe(turn: Turn): void {
  const { catastropheEvery } = turn.config.organs;
  if (catastropheEvery === 0 || turn.generation % catastropheEvery !== 0) return;
  const { cells } = turn.world;
  const draw = turn.random('catastrophe');
  const before = cells.filter(({ open }) => open);
  const moves = movesOf(cells, draw);
  const closing = moves.filter(({ from }) => moves.every(({ to }) => to !== from)).map(({ from }) => from);
  const opening = moves.filter(({ to }) => !before.some((cell) => cellName(cell) === to)).map(({ to }) => to);
  for (const cell of cells) {
    if (closing.includes(cellName(cell))) cell.open = false;
    if (opening.includes(cellName(cell))) cell.open = true;
  }
  const successes = draw.shuffle(before.map(({ successEma }) => successEma));
  const now = cells.filter(({ open }) => open);
  for (const [i, cell] of now.entries()) cell.successEma = successes[i]!;
  const told = now.map((cell) => [cellName(cell), cell.successEma] as const);
  turn.emit({ type: 'catastrophe', moves, successes: Object.fromEntries(told) });
  for (const cell of closing) turn.emit({ type: 'cell-closed', cell, why: 'catastrophe' });
  for (const cell of opening) turn.emit({ type: 'cell-opened', cell, why: 'catastrophe' });
}

/** For every open cell another depth of its family, no two of them the same; a family of one depth stays as it is. */
export function movesOf(cells: readonly CellState[], draw: Random): Move[] {
  const families = [...new Set(cells.filter(({ open }) => open).map(({ family }) => family))];
  return families.flatMap((family) => {
    const all = cells.filter((cell) => cell.family === family);
    const open = all.filter((cell) => cell.open);
    if (all.length < 2) return [];
    for (;;) {
      const to = draw.sample(all, open.length);
      if (to.every((cell, i) => cell !== open[i]))
        return open.map((cell, i) => ({ from: cellName(cell), to: cellName(to[i]!) }));
    }
  });
}
