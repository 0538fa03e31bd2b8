/**
 * Before and after: the same few train tasks, answered greedily with the old weights and with the new. An organelle is
 * asked the same ones at every update in a cell, so that its answers can be followed through its life. Free of charge,
 * and nothing in the world depends on it.
 */
import { cellIn } from '../../../economy/cells.ts';
import type { TrialOutcome, Update } from '../../../organelles/plasticity/rule.ts';
import type { Task } from '../../../tasks/families.ts';
import { drawTasks } from '../../../tasks/pools.ts';
import type { Probe } from '../../events/events.ts';
import { answerGreedily } from '../../judging/greedy.ts';
import { randomInWorld } from '../../world/purposes.ts';
import type { Turn } from '../../world/turn.ts';
import type { Lesson } from './lessons.ts';

/** What came of it. */
export interface Learnt {
  lesson: Lesson;
  outcomes: TrialOutcome[];
  update: Update;
}

/** The probes of each update, in the order of the updates; none where it changed nothing. */
export async function probeUpdates(turn: Turn, learnt: readonly Learnt[]): Promise<Probe[][]> {
  const asked = learnt.map((each) => (each.update.dropped === 1 ? [] : tasksOf(turn, each)));
  const rows = learnt.flatMap(({ lesson, update }, i) =>
    asked[i]!.flatMap((task) => [
      { task, adapter: lesson.learner.adapter },
      { task, adapter: update.adapter },
    ]),
  );
  const answers = await answerGreedily(turn, 'measure', rows);
  let at = 0;
  return asked.map((tasks) =>
    tasks.map((task): Probe => {
      const [before, after] = [answers[at++]!, answers[at++]!];
      return {
        prompt: task.prompt,
        target: task.target,
        before: before.text,
        after: after.text,
        solvedBefore: before.solved,
        solvedAfter: after.solved,
      };
    }),
  );
}

function tasksOf(turn: Turn, { lesson: { organelle, cell } }: Learnt): Task[] {
  const stream = randomInWorld(turn.world.seed, 'probe', organelle.id, cell);
  return drawTasks([cellIn(turn.world.cells, cell)], 'train', turn.config.learning.probes, stream);
}
