/**
 * Grades from what was read (answer/): strict on content, forgiving on dress. "The answer is 12." is 12, but nothing that
 * says something else, or nothing for certain, is ever read as right. An expression is not an answer: "1 * 7" is the
 * question over again, not 7.
 */
import { choiceIn } from './answer/choice.ts';
import { numberIn } from './answer/number/number.ts';
import { wordIn } from './answer/word.ts';
import type { Grade, JsonValue } from './task.ts';

/** The most that an unsolved answer's grade can be, so that partial credit never looks like success. */
const MOST_PARTIAL = 0.5;

/** A solved or a failed grade for what was read against what was expected. */
export function verdict(read: JsonValue, target: JsonValue, solved: boolean, closeness = 0): Grade {
  if (solved) return { grade: 1, solved: true, why: `read ${shown(read)}, as expected` };
  const partial = Math.min(Math.max(closeness, 0), 1) * MOST_PARTIAL;
  return { grade: partial, solved: false, why: `read ${shown(read)}, expected ${shown(target)}` };
}

/** The grade of an answer in which nothing of the right kind was found. */
export function unread(kind: string, target: JsonValue): Grade {
  return { grade: 0, solved: false, why: `found no ${kind}, expected ${shown(target)}` };
}

/** Grades by the number that the answer gives. No partial credit: a near number is as wrong as a far one. */
export function gradeNumber(answer: string, target: JsonValue): Grade {
  const read = numberIn(answer);
  return 'missing' in read ? unread(read.missing, target) : verdict(read.value, target, read.value === Number(target));
}

/** Grades by the word that the answer ends with. Partial credit: half the share of letters at the right place. */
export function gradeWord(answer: string, target: JsonValue): Grade {
  const read = wordIn(answer);
  if ('missing' in read) return unread(read.missing, target);
  const expected = typeof target === 'string' ? target : '';
  return verdict(read.value, target, read.value === target, samePlaces([...read.value], [...expected]));
}

/** Stands between words that are one answer while they are read. */
const JOINED = '‿';

/** Grades by the words that the answer ends with, separated by commas. Partial credit as of one word. */
export function gradeWords(answer: string, target: string): Grade {
  const join = (text: string) => text.replaceAll(JOINED, ' ').replace(/(?<=\p{L})["'`]?, ?["'`]?(?=\p{L})/gu, JOINED);
  const { why, ...grade } = gradeWord(join(answer), join(target));
  return { ...grade, why: why.replaceAll(JOINED, ', ') };
}

/** Grades by the one of two words that the answer concludes. */
export function gradeChoice(answer: string, target: JsonValue, words: readonly string[]): Grade {
  const read = choiceIn(answer, words);
  return 'missing' in read ? unread(read.missing, target) : verdict(read.value, target, read.value === target);
}

/** Share of places at which two lists agree, out of the longer one's length. */
export function samePlaces(read: readonly JsonValue[], target: readonly JsonValue[]): number {
  const length = Math.max(read.length, target.length);
  return length === 0 ? 0 : target.filter((item, i) => i < read.length && read[i] === item).length / length;
}

/** A value for a sentence, cut to a readable length. */
export function shown(value: JsonValue): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const letters = [...text.slice(0, 120)];
  return letters.length > 48 ? `${letters.slice(0, 47).join('')}…` : text;
}
