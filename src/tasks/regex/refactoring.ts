/**
 * Shortening a pattern that says something at length: `[0-9][0-9][0-9]`, `x+` as `xx*`, needless groups. The answer must
 * do the same and be strictly shorter; the given pattern itself earns nothing.
 */
import type { Random } from '../../base/random.ts';
import { shown } from '../grading.ts';
import { byDepth, type Family } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { casesOf } from './cases.ts';
import { gradePattern, showCases, writePattern, type GivenTarget } from './pattern-grading.ts';
import { patternOf } from './reading.ts';
import { drawShape, inOneOrder, isChoice, partSource, sourceOf, UNITS, type Part, type Shape } from './shape.ts';

export const refactoring: Family = {
  ...REGEX_FAMILIES.refactoring,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const given = inflated(shape, byDepth(depth, 1, 2, 3), random);
    const cases = casesOf(shape, random);
    const prompt =
      `Write a shorter regular expression that matches the same whole strings as \`${given}\`. ` +
      `${showCases(cases, random)} Respond with the pattern only.`;
    return { prompt, target: { answer: sourceOf(shape), given, ...cases } };
  },
  identity: ({ target }) => inOneOrder(writePattern(target)),
  grade(answer, target) {
    const { given } = target as GivenTarget;
    const read = patternOf(answer, given);
    if (read === null || read.length < given.length) return gradePattern(answer, target, given);
    return { grade: 0, solved: false, why: `read ${shown(read)}, which is not shorter than ${shown(given)}` };
  },
  write: writePattern,
};

/** The pattern of a shape with some of its parts written at length. */
function inflated({ parts, joint, tail }: Shape, places: number, random: Random): string {
  const chosen = random.sample(
    parts.map((_, i) => i),
    places,
  );
  const sources = parts.map((part, i) => (chosen.includes(i) ? random.choice(longForms(part)) : partSource(part)));
  return sources.join(joint.source) + (tail ? `(${joint.source}${partSource(tail)})?` : '');
}

/** Ways to write a part that are longer than the plain one. A group around it always is. */
function longForms(part: Part): string[] {
  const plain = partSource(part);
  const grouped = `(?:${plain})`;
  if (isChoice(part)) return [grouped];
  const { kind, low, high } = part;
  const unit = kind === 'digit' ? '[0-9]' : UNITS[kind];
  const rest = high === null ? `${unit}*` : `${unit}?`.repeat(high - low);
  const spelled = unit.repeat(low) + rest;
  return [spelled, plain.replace(UNITS[kind], unit), grouped].filter((form) => form.length > plain.length);
}
