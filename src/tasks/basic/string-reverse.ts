/** Writing a word backwards. Short and medium are the same tasks; the long form joins two words. */
import { gradeWord } from '../grading.ts';
import { byDepth, type Family } from '../task.ts';
import { WORDS } from './words.ts';

export const stringReverse: Family = {
  name: 'string.reverse',
  title: 'Reverse',
  describe: 'A word, or two joined, written backwards.',
  needs: 'micro',
  generate(random, depth) {
    const word = Array.from({ length: byDepth(depth, 1, 1, 2) }, () => random.choice(WORDS)).join('');
    return {
      prompt: `Reverse the string '${word}'. Respond with the string only.`,
      target: [...word].reverse().join(''),
    };
  },
  customs: [{ name: 'as it stands', of: (target) => [...(target as string)].reverse().join('') }],
  grade: gradeWord,
};
