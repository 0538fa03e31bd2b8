/** Sorting different whole numbers. The answer is a JSON array of numbers, not a bare list and not strings. */
import { gradeJson } from '../json-grading.ts';
import { withOrdered } from '../order.ts';
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
  identity: ({ prompt }) => withOrdered(prompt, /\d+(?:, \d+)*/, ', '),
  customs: [{ name: 'descending', of: (target) => [...(target as number[])].reverse() }],
  grade: (answer, target) => gradeJson(answer, target, 'JSON array'),
};
