/** Whether a pattern matches a string. Half of the strings do; the others are one step outside. */
import { gradeChoice } from '../grading.ts';
import type { Family } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { casesOf } from './cases.ts';
import { drawShape, inOneOrder, sourceOf } from './shape.ts';

export const recognition: Family = {
  ...REGEX_FAMILIES.recognition,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const { accept, reject } = casesOf(shape, random);
    const target = random.choice(['yes', 'no']);
    const text = random.choice(target === 'yes' ? accept : reject);
    return {
      prompt: `Does the regular expression \`${sourceOf(shape)}\` match the whole string '${text}'? Respond with yes or no.`,
      target,
    };
  },
  identity: ({ prompt }) => inOneOrder(prompt),
  grade: (answer, target) => gradeChoice(answer, target, ['yes', 'no']),
};
