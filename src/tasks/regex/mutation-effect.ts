/** Which strings change sides when a pattern changes: matched before and not after, or the other way round. */
import type { Random } from '../../base/random.ts';
import { shown, unread, verdict } from '../grading.ts';
import { withOrdered } from '../order.ts';
import { byDepth, type Family } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { casesOf, matchesOf } from './cases.ts';
import { mutationsOf } from './mutations.ts';
import { stringsOf } from './reading.ts';
import { drawShape, inOneOrder, sourceOf, type Shape } from './shape.ts';

export const mutationEffect: Family = {
  ...REGEX_FAMILIES.mutationEffect,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const { mutated, changed, unchanged } = visibleMutation(shape, random);
    const listed = byDepth(depth, 4, 6, 8);
    const most = Math.min(changed.length, byDepth(depth, 2, 3, 4));
    const moving = random.sample(changed, random.integer(1, most));
    const texts = random.shuffle([...moving, ...random.sample(unchanged, listed - moving.length)]);
    const prompt =
      `The regular expression \`${sourceOf(shape)}\` was changed to \`${sourceOf(mutated)}\`. ` +
      `Which of these strings does exactly one of the two match as a whole: ${texts.join(', ')}? ` +
      'Respond with a JSON array of strings.';
    return { prompt, target: texts.filter((text) => moving.includes(text)) };
  },
  identity: ({ prompt }) => withOrdered(inOneOrder(prompt), /(?<=as a whole: ).*(?=\? Respond)/, ', '),
  grade(answer, target) {
    const expected = target as string[];
    const read = stringsOf(answer);
    if (read === null) return unread('list of strings', target);
    const found = read.filter((text) => expected.includes(text)).length;
    const union = read.length + expected.length - found;
    const solved = found === union;
    const grade = verdict(read, target, solved, found / union);
    return solved ? grade : { ...grade, why: `read ${shown(read)}, expected ${shown(target)} in any order` };
  },
};

/** A change that moves a string, and strings of both sorts. Throws a RangeError if no change of a shape moves any. */
function visibleMutation(shape: Shape, random: Random): { mutated: Shape; changed: string[]; unchanged: string[] } {
  for (const mutated of random.shuffle(mutationsOf(shape))) {
    const cases = [casesOf(shape, random), casesOf(mutated, random)].flatMap(({ accept, reject }) => [
      ...accept,
      ...reject,
    ]);
    const texts = [...new Set(cases)];
    const [before, after] = [matchesOf(sourceOf(shape), texts), matchesOf(sourceOf(mutated), texts)];
    const changed = texts.filter((_, i) => before[i] !== after[i]);
    if (changed.length > 0) return { mutated, changed, unchanged: texts.filter((_, i) => before[i] === after[i]) };
  }
  throw new RangeError(`no change of ${sourceOf(shape)} moves a string`);
}
