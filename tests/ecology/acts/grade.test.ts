import { expect, it } from 'vitest';
import { grade } from '../../../src/ecology/acts/grade.ts';
import { shortestAnswer } from '../../../src/tasks/families.ts';
import { attemptOf, turnOf } from '../../support/turns.ts';

it('grades answers and the drafts before them by their family', () => {
  const turn = turnOf();
  const [one, other] = turn.world.organelles;
  const unknown = { grade: 0, solved: false, why: '' };
  const right = attemptOf(turn, one!, unknown);
  right.answer = shortestAnswer(right.task);
  const draft = {
    answer: right.answer,
    promptTokens: 1,
    newTokens: 1,
    flops: 1,
    solved: false,
    seen: true,
  };
  const wrong = attemptOf(turn, other!, { ...unknown, answer: 'no idea', draft });
  wrong.draft!.answer = shortestAnswer(wrong.task);
  turn.attempts = [right, wrong];
  grade(turn);
  expect(right).toMatchObject({ grade: 1, solved: true });
  expect(wrong.solved).toBe(false);
  expect(wrong.grade).toBeLessThan(1);
  expect(wrong.why).not.toBe('');
  expect(wrong.draft!.solved).toBe(true);
});
