/**
 * How an answer is read. Strict on content, forgiving on dress: "The answer is 12." is 12, but nothing that says
 * something else is ever read as right. An expression is not an answer: "1 * 7" is the question over again, not 7.
 *
 * Every reader takes any string, returns what it read or null, and never throws.
 */
import type { Grade, JsonValue } from './task.ts';

/** The most that an unsolved answer's grade can be, so that partial credit never looks like success. */
const MOST_PARTIAL = 0.5;

/** Words (or digit runs) as a whole: a digit glued to letters, a fraction or a clock time stays one unreadable token. */
const TOKEN = /[A-Za-z_\p{N}]+(?:(?<=\p{N})[.,/:]\p{N}[A-Za-z_\p{N}]*)*/gu;
/** The number is the right-hand side of an operation: `3 * `, `) - `, `7 plus `. */
const OPERAND = /[\p{N})\]][^\S\n]*(?:[-+*/×÷·^%−–‐‑][^\S\n]*|\b(?:x|plus|minus|times|over)\b[^\S\n]*)+[^\S\n$€£]*$/iu;
const NEGATIVE = /(?:[-−–‐‑]|\b(?:minus|negative))[\s$€£]*$/iu;
const DENIED = /(?:\bnot|n['’]t)\s+$/iu;
/** How far back before a number its sign and operator are looked for. */
const LOOK_BACK = 24;

/** The last number of an answer, by value: thousands separators, decimals and signs are understood. */
function lastNumber(answer: string): number | null {
  const last = [...answer.matchAll(TOKEN)].filter(([token]) => /\p{N}/u.test(token)).at(-1);
  if (!last) return null;
  const size = numberOf(last[0]);
  const before = answer.slice(Math.max(0, last.index - LOOK_BACK), last.index);
  if (size === null || OPERAND.test(before) || DENIED.test(before)) return null;
  if (/(?:^|[^.\p{L}\p{N}])\.$/u.test(before)) return null;
  return NEGATIVE.test(before) ? -size : size;
}

/** The value of one unsigned numeral, or null when it is not one plain number. */
function numberOf(token: string): number | null {
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(token)) return Number(token.replaceAll(',', ''));
  const last = /^(?:\d+(?:\.\d+)?,)*(\d+(?:\.\d+)?(?:[eE]\d+)?)$/.exec(token);
  return last ? Number(last[1]) : null;
}

/** `true` or `false` if the answer has exactly one of the two, and not as part of an expression ("not true"). */
export function onlyBoolean(answer: string): 'true' | 'false' | null {
  return onlyOneOf(answer, ['true', 'false']);
}

/** The one of some lower-case words that the answer has, in any case; null if it has several or denies or joins it. */
export function onlyOneOf<Word extends string>(answer: string, words: readonly Word[]): Word | null {
  const found = [...answer.matchAll(new RegExp(`\\b(?:${words.join('|')})\\b`, 'gi'))];
  const last = found.at(-1);
  if (!last || new Set(found.map(([word]) => word.toLowerCase())).size > 1) return null;
  const before = answer.slice(Math.max(0, last.index - LOOK_BACK), last.index);
  if (DENIED.test(before) || /\b(?:and|or)\s+$/i.test(before)) return null;
  return last[0].toLowerCase() as Word;
}

/** The last word-like token, without quotes, brackets and punctuation around it. Case and inner hyphens stay. */
function lastWord(answer: string): string | null {
  const chunks = answer
    .split(/[\s"'`“”‘’«»,:;()[\]{}<>*=|]+/u)
    .map((chunk) => chunk.replace(/^[.!?…]+|[.!?…]+$/gu, ''));
  return chunks.findLast((chunk) => /[\p{L}\p{N}]/u.test(chunk)) ?? null;
}

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

/** Grades by the last number. No partial credit: a near number is as wrong as a far one. */
export function gradeNumber(answer: string, target: JsonValue): Grade {
  const read = lastNumber(answer);
  return read === null ? unread('number', target) : verdict(read, target, read === Number(target));
}

/** Grades by the last word-like token. Partial credit: half the share of letters at the right place. */
export function gradeWord(answer: string, target: JsonValue): Grade {
  const read = lastWord(answer);
  if (read === null) return unread('word', target);
  const expected = typeof target === 'string' ? target : '';
  return verdict(read, target, read === target, samePlaces([...read], [...expected]));
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
