/** Who attempts what: the cell is chosen by the world's controller or by the organelle's own foraging. */
import { cellIn } from '../../economy/cells.ts';
import { chooseCell } from '../../economy/controller.ts';
import { drawTask } from '../../tasks/pools.ts';
import { unanswered, type Act, type Attempt, type Turn } from '../world/turn.ts';
import { attemptsByNiche } from './niches/practise.ts';
import type { Organelle } from '../world/world.ts';

export const choose: Act = (turn) => {
  if (turn.config.population.survival === 'niche') {
    turn.attempts.push(...attemptsByNiche(turn));
    return;
  }
  for (const organelle of turn.world.organelles) {
    for (let nth = 0; nth < (turn.allotment.get(organelle.id) ?? 0); nth++) {
      turn.attempts.push(chooseOne(turn, organelle, nth));
    }
  }
};

/** An organelle's nth attempt of this generation, not yet answered. */
function chooseOne(turn: Turn, organelle: Organelle, nth: number): Attempt {
  const random = turn.random('choose', organelle.id, nth);
  const { cell, choice } = chooseCell(turn.world.cells, organelle.niches, organelle.traits, turn.config.cells, random);
  const task = drawTask(cellIn(turn.world.cells, cell), 'train', turn.random('task', organelle.id, nth));
  return unanswered({ organelle, cell, choice, task });
}
