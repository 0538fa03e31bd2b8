/**
 * One of several choices. Words are read as true and false are; letters as in "B" or "B) Paris"; choices of several words
 * must be the whole answer.
 */
import { z } from 'zod';
import { choiceIn } from '../answer/choice.ts';
import { unread, verdict } from '../grading.ts';
import { saidIn, takeText, type Grader } from './grader.ts';
import { comparable, meantTexts, type Normalising } from './texts.ts';

const settings = z.strictObject({
  choices: z.array(z.string().min(1).max(200)).min(2).max(50),
});

const HOW: readonly Normalising[] = ['dress', 'space', 'case'];

export const choiceGrader: Grader<z.output<typeof settings>> = {
  name: 'choice',
  about: 'The answer concludes with one of the choices, and it is the target.',
  settings,
  take(target, { choices }) {
    const taken = takeText(target);
    if ('fault' in taken) return taken;
    const found = choices.find((each) => same(each, taken.value as string));
    return found === undefined ? { fault: `is none of its choices (${choices.join(', ')})` } : { value: found };
  },
  grade(answer, target, { choices }) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    const chosen = chosenOf(read.said, choices);
    return chosen === null
      ? unread(`single one of ${choices.join(', ')}`, target)
      : verdict(chosen, target, chosen === target);
  },
  write: (target) => target as string,
};

function same(a: string, b: string): boolean {
  return comparable(a, HOW) === comparable(b, HOW);
}

/** The choice that an answer makes; null when it makes none, or several. */
function chosenOf(said: string, choices: readonly string[]): string | null {
  const whole = choices.find((each) => meantTexts(said, HOW).some((text) => same(text, each)));
  if (whole !== undefined) return whole;
  if (choices.every((each) => /^[\p{L}\p{N}]$/u.test(each))) return lettered(said, choices);
  if (!choices.every((each) => /^\p{L}{2,}$/u.test(each))) return null;
  const read = choiceIn(
    said,
    choices.map((each) => each.toLowerCase()),
  );
  return 'missing' in read ? null : choices.find((each) => each.toLowerCase() === read.value)!;
}

/** "B) Paris", "(b)", "B: Paris": a letter with its mark, if no other one is marked so. */
function lettered(said: string, choices: readonly string[]): string | null {
  const [text] = meantTexts(said, HOW).slice(-1);
  const marked = [...text!.matchAll(/(?<![\p{L}\p{N}])\(?([\p{L}\p{N}])(?:\)|[.:](?=\s))/gu)].map(
    ([, letter]) => letter!,
  );
  const begins = /^\s*\(?([\p{L}\p{N}])(?:\)|[.:](?=\s))/u.test(text!);
  const found = new Set(marked.map((letter) => choices.find((each) => same(each, letter))));
  const [only] = found;
  return begins && found.size === 1 && only !== undefined ? only : null;
}
