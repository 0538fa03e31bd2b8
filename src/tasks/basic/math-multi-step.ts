/** Several operations, with precedence or brackets. Reading from left to right is the mistake that the host likes. */
import { gradeNumber } from '../grading.ts';
import { withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';

export const mathMultiStep: Family = {
  name: 'math.multi_step',
  title: 'Several steps',
  describe: 'Two or three operations in the right order.',
  needs: 'micro',
  generate(random, depth) {
    const draw = () => random.integer(1, byDepth(depth, 5, 9, 12));
    const [a, b, c] = [draw(), draw(), draw()];
    const d = depth === 'medium' ? draw() : 0;
    const text = byDepth(depth, `${a} + ${b} * ${c}`, `${a} + ${b} * ${c} - ${d}`, `(${a} + ${b}) * ${c}`);
    const target = byDepth(depth, a + b * c, a + b * c - d, (a + b) * c);
    return { prompt: `Compute ${text}. Respond with the number only.`, target };
  },
  identity: ({ prompt }) => withOrdered(withOrdered(prompt, /\d+ \* \d+/, ' * '), /\d+ \+ \d+(?=\))/, ' + '),
  grade: gradeNumber,
};
