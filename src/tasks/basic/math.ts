/** One operation on two whole numbers. Products stop at 12 × 12 and leave the long form, where sums reach 198. */
import { gradeNumber } from '../grading.ts';
import { withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';

export const math: Family = {
  name: 'math',
  title: 'Arithmetic',
  describe: 'One sum, difference or product of two whole numbers.',
  needs: 'micro',
  generate(random, depth) {
    const op = random.choice(depth === 'long' ? ['+', '-'] : ['+', '-', '*']);
    const highest = op === '*' ? byDepth(depth, 9, 12, 12) : byDepth(depth, 9, 30, 99);
    let [a, b] = [random.integer(1, highest), random.integer(1, highest)];
    if (op === '-' && b > a) [a, b] = [b, a];
    const target = op === '+' ? a + b : op === '-' ? a - b : a * b;
    return { prompt: `Compute ${a} ${op} ${b}. Respond with the number only.`, target };
  },
  identity: ({ prompt }) => withOrdered(withOrdered(prompt, /\d+ \+ \d+/, ' + '), /\d+ \* \d+/, ' * '),
  grade: gradeNumber,
};
