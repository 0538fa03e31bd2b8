/** Each answer, and each draft that came before one, is graded by its task's family. */
import { familyOf } from '../../tasks/families.ts';
import type { Act } from '../world/turn.ts';

export const grade: Act = (turn) => {
  for (const attempted of turn.attempts) {
    const { task, answer, draft } = attempted;
    const family = familyOf(task.family);
    Object.assign(attempted, family.grade(answer, task.target));
    if (draft) draft.solved = family.grade(draft.answer, task.target).solved;
  }
};
