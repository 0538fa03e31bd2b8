/** Step 6. Each answer is graded by its task's family. */
import { familyOf } from '../../tasks/families.ts';
import type { Act } from '../turn.ts';

export const grade: Act = (turn) => {
  for (const attempted of turn.attempts) {
    const { task, answer } = attempted;
    Object.assign(attempted, familyOf(task.family).grade(answer, task.target));
  }
};
