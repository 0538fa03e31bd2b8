/** The next term of an arithmetic sequence. Deeper ones are longer, steeper, and in the long form may fall. */
import { gradeNumber } from '../grading.ts';
import { byDepth, type Family } from '../task.ts';

export const mathSequence: Family = {
  name: 'math.sequence',
  title: 'Sequence',
  describe: 'The next term of a sequence that rises or falls by equal steps.',
  needs: 'micro',
  generate(random, depth) {
    const shown = byDepth(depth, 3, 4, 5);
    const step = random.integer(1, byDepth(depth, 5, 9, 12));
    const start = random.integer(0, byDepth(depth, 9, 20, 40));
    const falls = depth === 'long' && random.uniform() < 0.5;
    const terms = Array.from({ length: shown + 1 }, (_, i) => start + (falls ? shown - i : i) * step);
    const text = terms.slice(0, -1).join(', ');
    return { prompt: `What number comes next: ${text}? Respond with the number only.`, target: terms.at(-1)! };
  },
  customs: [{ name: 'the step', of: (_, prompt) => stepOf(prompt) }],
  grade: gradeNumber,
};

function stepOf(prompt: string): number {
  const [first, second] = prompt.match(/\d+/g)!.map(Number);
  return second! - first!;
}
