/** camelCase to snake_case. The host knows four ways to write a name and mostly picks another one. */
import { gradeWord } from '../grading.ts';
import { byDepth, type Family } from '../task.ts';
import { WORDS } from './words.ts';

export const codeFormat: Family = {
  name: 'code.format',
  title: 'Snake case',
  describe: 'A variable name rewritten with underscores.',
  needs: 'micro',
  generate(random, depth) {
    const parts = Array.from({ length: byDepth(depth, 2, 3, 4) }, () => random.choice(WORDS));
    const camel = parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('');
    return {
      prompt: `Convert the variable name \`${camel}\` to snake_case. Respond with the new name only.`,
      target: parts.join('_'),
    };
  },
  customs: [{ name: 'kebab case', of: (target) => (target as string).replaceAll('_', '-') }],
  grade: gradeWord,
};
