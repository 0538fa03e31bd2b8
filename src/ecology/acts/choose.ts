/**
 * Step 4. Who attempts what. Organelles that attempt the same cell in one generation are given the same tasks in the same
 * order, so that what tells them apart is their weights and not the luck of the draw.
 */
import { cellParts } from '../../economy/cells.ts';
import { chooseCell } from '../../economy/controller.ts';
import type { Depth } from '../../tasks/depth.ts';
import { drawTask } from '../../tasks/pools.ts';
import type { Task } from '../../tasks/task.ts';
import type { Act, Attempt, Turn } from '../turn.ts';

export const choose: Act = (turn) => {
  const tasks = taskSource(turn);
  for (const organelle of turn.world.organelles) {
    const random = turn.random('choose', organelle.id);
    const tries = new Map<string, number>();
    for (let i = turn.allotment.get(organelle.id) ?? 0; i > 0; i--) {
      const { cells } = turn.world;
      const { cell, choice } = chooseCell(cells, organelle.niches, organelle.traits, turn.config.cells, random);
      const nth = tries.get(cell) ?? 0;
      tries.set(cell, nth + 1);
      turn.attempts.push({ ...UNANSWERED, organelle, cell, choice, task: tasks(cell, nth) });
    }
  }
};

const UNANSWERED = { promptTokens: 0, newTokens: 0, answer: '', grade: 0, solved: false, why: '', flops: 0 } satisfies Partial<Attempt>;

/** The nth train task of a cell in this generation, the same for everybody. */
function taskSource(turn: Turn): (cell: string, nth: number) => Task {
  const drawn = new Map<string, Task>();
  return (cell, nth) => {
    const key = `${cell}#${nth}`;
    let task = drawn.get(key);
    if (!task) {
      const { family, depth } = cellParts(cell);
      task = drawTask(family, depth as Depth, 'train', turn.random('task', cell, nth));
      drawn.set(key, task);
    }
    return task;
  };
}
