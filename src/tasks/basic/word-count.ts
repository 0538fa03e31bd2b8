/** Counting words. In the deeper forms digits may stand among them, and are not to be counted. */
import { gradeNumber } from '../grading.ts';
import { withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';
import { WORDS } from './words.ts';

const PHRASE = /(?<=')[a-z\d ]+(?=')/;

export const wordCount: Family = {
  name: 'word.count',
  title: 'Word count',
  describe: 'How many words a phrase has, numbers left out.',
  needs: 'micro',
  generate(random, depth) {
    const [fewest, most] = byDepth(depth, [2, 5] as const, [4, 8] as const, [6, 12] as const);
    const target = random.integer(fewest, most);
    const words = Array.from({ length: target }, () => random.choice(WORDS));
    const withDigits = depth !== 'short' && random.uniform() < 0.5;
    const digits = Array.from({ length: withDigits ? random.integer(1, 2) : 0 }, () => String(random.integer(2, 99)));
    const phrase = random.shuffle([...words, ...digits]).join(' ');
    const what = withDigits ? 'the alphabetic words (ignore digits)' : 'the words';
    return { prompt: `Count ${what} in: '${phrase}'. Respond with an integer.`, target };
  },
  identity: ({ prompt }) => withOrdered(prompt, PHRASE, ' '),
  customs: [{ name: 'length of the first word', of: (_, prompt) => PHRASE.exec(prompt)![0].split(' ')[0]!.length }],
  grade: gradeNumber,
};
