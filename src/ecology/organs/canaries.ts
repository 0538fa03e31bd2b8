/**
 * Canaries: does the portfolio still do what it once could? When a cell is mastered for the first time its best elite
 * answers some select tasks, and the share it solves is noted. Every so many generations whoever is the cell's best
 * elite by then is asked the same tasks; cells that closed are asked too. Nobody is paid or charged.
 *
 * A regression is a share below the noted one by Fisher's exact test, one-sided, at 5 %. The test takes the two askings
 * for independent; they share their tasks, which makes it cautious. Each asking has its own 5 %.
 */
import type { Elite } from '../../archive/archive.ts';
import { fisherLess } from '../../core/statistics.ts';
import { cellIn, cellName, isMastered } from '../../economy/cells.ts';
import { routeByCell } from '../../routing/router.ts';
import type { Cell } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { answerGreedily } from '../judging/greedy.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { Turn } from '../world/turn.ts';

/** From which p a fallen share is called a regression. */
const REGRESSION_LEVEL = 0.05;

/** Asks the best elite of every mastered cell again and tells how it did. */
export async function askCanaries(turn: Turn): Promise<void> {
  for (const mastered of turn.world.mastered) {
    const elite = routeByCell(turn.world.archive.entries, mastered);
    if (!elite) continue;
    const { n, solved } = await ask(turn, mastered, elite);
    const reached = { n: mastered.n, solved: mastered.solved };
    const pValue = fisherLess({ solved, n }, reached);
    turn.emit({
      type: 'canary',
      cell: cellName(mastered),
      organelle: elite.organelle,
      weights: elite.weights,
      n,
      solved,
      reached,
      pValue,
      regression: pValue <= REGRESSION_LEVEL,
    });
  }
}

/** Takes newly mastered cells into the list, with what their elites reach now. */
export async function noteMastery(turn: Turn): Promise<void> {
  const { cells, mastered, archive } = turn.world;
  const known = new Set(mastered.map(cellName));
  for (const cell of cells) {
    if (!cell.open || known.has(cellName(cell)) || !isMastered(cell, turn.config.cells)) continue;
    const elite = routeByCell(archive.entries, cell);
    if (!elite) continue;
    const { family, depth } = cell;
    const { n, solved } = await ask(turn, { family, depth }, elite);
    turn.world.mastered = [...turn.world.mastered, { family, depth, n, solved }];
    const { organelle, weights } = elite;
    turn.emit({ type: 'mastered', cell: cellName(cell), organelle, weights, n, solved });
  }
}

/** An elite answers the cell's canary tasks, greedily; the tasks are the same at every asking of a run. */
async function ask(turn: Turn, cell: Cell, elite: Elite): Promise<{ n: number; solved: number }> {
  const draw = randomInWorld(turn.world.seed, 'canary-tasks', cell.family, cell.depth);
  const place = cellIn(turn.world.cells, cellName(cell));
  const tasks = drawTasks([place], 'select', turn.config.organs.canaryTasks, draw);
  const adapter = turn.adapters.get(elite.weights)!;
  const rows = tasks.map((task) => ({ task, adapter }));
  const answers = await answerGreedily(turn, 'select', rows);
  return { n: tasks.length, solved: answers.filter(({ solved }) => solved).length };
}
