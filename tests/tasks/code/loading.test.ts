/** What runs a grader of one's own may not come, as when the connection breaks: whoever grades hears of it, every time. */
import { expect, it, vi } from 'vitest';
import { answerTasks } from '../../../src/tasks/answers.ts';
import { carriedGrader, gradersReady, openGrader } from '../../../src/tasks/code/function.ts';

const way = vi.hoisted(() => ({ isBroken: true }));
vi.mock(import('../../../src/tasks/code/quickjs-wasm.ts'), async (original) => {
  const real = await original();
  return {
    get QUICKJS(): typeof real.QUICKJS {
      if (way.isBroken) throw new TypeError('Failed to fetch dynamically imported module');
      return real.QUICKJS;
    },
  };
});

const code = '(answer, target) => ({ grade: answer === target ? 1 : 0 })';

it('that it failed is told in a sentence, to the second who grades as to the first, until it is there', async () => {
  const unreadable = { code: 'grader-unreadable', sentence: 'What runs a grader of one’s own could not be loaded.' };
  await expect(openGrader(code)).rejects.toMatchObject(unreadable);
  // A file that could not be tried is nobody's; others grade as before.
  await gradersReady();
  const grader = carriedGrader(code);
  for (let time = 0; time < 3; time++) await expect(gradersReady()).rejects.toMatchObject(unreadable);
  const host = { decode: () => Promise.resolve([]) };
  await expect(answerTasks(host as never, [], { maxNewTokens: 1 })).rejects.toMatchObject(unreadable);
  way.isBroken = false;
  await gradersReady();
  expect(grader.grade('x', 'x', {})).toMatchObject({ solved: true });
});
