/** Writing a pattern. The sentence settles what is asked, the cases make it plain; hidden cases grade it as well. */
import type { Family } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { casesOf } from './cases.ts';
import { gradePattern, showCases, writePattern } from './pattern-grading.ts';
import { drawShape, inOneOrder, sourceOf } from './shape.ts';
import { wordingOf } from './wording.ts';

export const synthesis: Family = {
  ...REGEX_FAMILIES.synthesis,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const cases = casesOf(shape, random);
    const prompt =
      `Write a regular expression that matches a whole string exactly when it is ${wordingOf(shape)}. ` +
      `${showCases(cases, random)} Respond with the pattern only.`;
    return { prompt, target: { answer: sourceOf(shape), ...cases } };
  },
  identity: ({ target }) => inOneOrder(writePattern(target)),
  grade: (answer, target) => gradePattern(answer, target),
  write: writePattern,
};
