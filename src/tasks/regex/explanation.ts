/**
 * Explaining a pattern in words. The answer must name everything that the pattern has, each thing in any of a few words,
 * and nothing that it has not: naming all there is in the world explains nothing. What is denied ("no digits") does
 * not count as named.
 */
import { jests } from '../answer/jests.ts';
import { ENDLESS_THOUGHT } from '../answer/reading.ts';
import { spoken } from '../answer/spoken.ts';
import { undressed } from '../answer/undress.ts';
import { unread, verdict } from '../grading.ts';
import type { Family, Grade } from '../task.ts';
import { REGEX_FAMILIES } from './about.ts';
import { keywordsOf, type Keyword } from './keywords.ts';
import { drawShape, inOneOrder, sourceOf, type Shape } from './shape.ts';
import { wordingOf } from './wording.ts';

/** More letters than any answer has; what comes after is not read. */
const MOST_READ = 10_000;
/** How far back before a word its denial is looked for. */
const LOOK_BACK = 32;
const DENIED = /\b(?:no|not|non|never|without|neither|nor|except)\b[^.,;!?]*$|n['’]t\b[^.,;!?]*$|¬[^.,;!?]*$/;

/** Turns a whole explanation around. */
const TURNED =
  /\b(?:anything|everything|nothing|all|any strings?|all strings|strings?) (?:but|except|other than)\b|\bopposite of\b|\b(?:wrong|false|incorrect|untrue|not true)\b|\b(?:no idea|not sure|don['’]t know|just kidding|kidding|jk|lol)\b/;

export const explanation: Family = {
  ...REGEX_FAMILIES.explanation,
  generate(random, depth) {
    const shape = drawShape(random, depth);
    const prompt = `Explain in one sentence which strings the regular expression \`${sourceOf(shape)}\` matches as a whole: which characters, and how many of each.`;
    return { prompt, target: shape };
  },
  identity: ({ prompt }) => inOneOrder(prompt),
  grade(answer, target): Grade {
    const shape = target as Shape;
    const { required, forbidden } = keywordsOf(shape);
    const said = spoken(answer);
    if (said === null) return unread(ENDLESS_THOUGHT, wordingOf(shape));
    const text = undressed(said.slice(0, MOST_READ).replaceAll(sourceOf(shape), ' ')).toLowerCase();
    if (!/\p{L}/u.test(text)) return unread('explanation', wordingOf(shape));
    if (!stated(text)) return unread('explanation that the answer stands by', wordingOf(shape));
    const wrong = forbidden.find((keyword) => names(text, keyword));
    const missing = required.filter((keyword) => !names(text, keyword));
    const solved = wrong === undefined && missing.length === 0;
    const closeness = wrong === undefined ? 1 - missing.length / required.length : 0;
    const why = wrong
      ? `says ${wrong.name}, which the pattern does not have`
      : missing.length > 0
        ? `says ${required.length - missing.length} of ${required.length} things, but nothing of ${missing[0]!.name}`
        : `says all ${required.length} things`;
    return { ...verdict(answer, wordingOf(shape), solved, closeness), why };
  },
  write: (target) => wordingOf(target as Shape),
};

/** Whether a text says what it says: it neither asks nor jests, and means what it names and not the rest. */
function stated(text: string): boolean {
  const asks =
    /^\s*(?:does|do|is|are|could|would|can|should)\b[^.]*\?/.test(text) ||
    /\?\s*(?:no|not|nope)\b|\?[.\s]*$/.test(text);
  return !asks && !TURNED.test(text) && !jests(text);
}

/** Whether a text says a keyword somewhere without denying it. */
function names(text: string, { pattern }: Keyword): boolean {
  return [...text.matchAll(pattern)].some(
    ({ index }) => !DENIED.test(text.slice(Math.max(0, index - LOOK_BACK), index)),
  );
}
