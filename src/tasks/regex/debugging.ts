/**
 * Mending a pattern with one mistake, in the long form two. At least one of the shown cases goes wrong with it. Most
 * cases do not, so the broken pattern given back earns nothing.
 */
import type { Random } from '../../base/random.ts';
import { shown } from '../grading.ts';
import { byDepth, type Family } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { casesOf, matchesOf, type Cases } from './cases.ts';
import { mutationsOf } from './mutations.ts';
import { casesWording, gradePattern, writePattern, type GivenTarget } from './pattern-grading.ts';
import { patternOf } from './reading.ts';
import { drawShape, inOneOrder, sourceOf, type Shape } from './shape.ts';
import { wordingOf } from './wording.ts';

/** Cases of each side that a prompt shows. */
const SHOWN_CASES = 3;

export const debugging: Family = {
  ...REGEX_FAMILIES.debugging,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const cases = casesOf(shape, random);
    const broken = brokenSource(shape, cases, byDepth(depth, 1, 1, 2), random);
    const prompt =
      `The regular expression \`${broken}\` has a mistake. ` +
      `It should match a whole string exactly when it is ${wordingOf(shape)}. ` +
      `${casesWording(telling(broken, cases))} Respond with the corrected pattern only.`;
    return { prompt, target: { answer: sourceOf(shape), given: broken, ...cases } };
  },
  identity: ({ target }) => inOneOrder(writePattern(target)),
  grade(answer, target) {
    const { given } = target as GivenTarget;
    if (patternOf(answer, given) !== given) return gradePattern(answer, target, given);
    return { grade: 0, solved: false, why: `read ${shown(given)}, which is as broken as before` };
  },
  write: writePattern,
};

/** A pattern with so many mistakes that goes wrong on a case. Throws a RangeError if no mistake of a shape is to be seen. */
function brokenSource(shape: Shape, cases: Cases, mistakes: number, random: Random): string {
  for (const first of random.shuffle(mutationsOf(shape))) {
    const mutated = mistakes === 1 ? first : random.choice(mutationsOf(first));
    if (wrongFirst(sourceOf(mutated), cases).wrong > 0) return sourceOf(mutated);
  }
  throw new RangeError(`no mistake in ${sourceOf(shape)} shows in its cases`);
}

/** Cases to show: of each side first one that goes wrong, if there is one, then others. */
function telling(broken: string, cases: Cases): Cases {
  const { accept, reject } = wrongFirst(broken, cases);
  return { accept: accept.slice(0, SHOWN_CASES), reject: reject.slice(0, SHOWN_CASES) };
}

function wrongFirst(source: string, { accept, reject }: Cases): Cases & { wrong: number } {
  const missed = matchesOf(source, accept).map((match) => !match);
  const caught = matchesOf(source, reject);
  const first = (texts: string[], wrong: boolean[]) => {
    const at = wrong.indexOf(true);
    return at < 0 ? texts : [texts[at]!, ...texts.filter((_, i) => i !== at)];
  };
  const wrong = [...missed, ...caught].filter(Boolean).length;
  return { accept: first(accept, missed), reject: first(reject, caught), wrong };
}
