/** Sorting the letters of a random string. Repeated letters stay. */
import { gradeWord } from '../grading.ts';
import { withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

export const stringSort: Family = {
  name: 'string.sort',
  title: 'Sort letters',
  describe: 'The letters of a string in alphabetical order.',
  needs: 'micro',
  generate(random, depth) {
    const letters = Array.from({ length: byDepth(depth, 4, 6, 9) }, () => random.choice(LETTERS));
    return {
      prompt: `Sort the letters of '${letters.join('')}' alphabetically. Respond with the letters only.`,
      target: letters.sort().join(''),
    };
  },
  identity: ({ prompt }) => withOrdered(prompt, /(?<=')[a-z]+(?=')/, ''),
  customs: [{ name: 'descending', of: (target) => [...(target as string)].reverse().join('') }],
  grade: gradeWord,
};
