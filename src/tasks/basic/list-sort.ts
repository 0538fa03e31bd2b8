/** Sorting different whole numbers. The answer is a JSON array of numbers, not a bare list and not strings. */
import { unread, verdict } from '../grading.ts';
import { equalJson, firstJson, jsonCloseness } from '../json-reading.ts';
import { byDepth, type Family } from '../task.ts';

export const listSort: Family = {
  name: 'list.sort',
  title: 'Sort numbers',
  describe: 'Whole numbers in ascending order, as a JSON array.',
  needs: 'micro',
  generate(random, depth) {
    const range = Array.from({ length: byDepth(depth, 10, 50, 100) }, (_, i) => i);
    const values = random.sample(range, byDepth(depth, 3, 5, 7));
    return {
      prompt: `Sort these numbers in ascending order: ${values.join(', ')}. Respond with a JSON array.`,
      target: [...values].sort((a, b) => a - b),
    };
  },
  grade(answer, target) {
    const read = firstJson(answer);
    if (read === null) return unread('JSON array', target);
    return verdict(read, target, equalJson(read, target), jsonCloseness(read, target));
  },
};
