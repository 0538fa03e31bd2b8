/**
 * Objects around an answer: `{"answer": 12}` gives twelve, while one with other members is about something else, such as a
 * call with its arguments. A label before an answer can say the same: `Input: 12` is no answer.
 */
import type { JsonValue } from '../task.ts';
import { UNREAD } from './characters.ts';
import { jsonSpans } from './json-spans.ts';
import { leftOf } from './doubt.ts';
import type { Token } from './tokens.ts';

const listed = (words: string) => new Set(words.split(' '));
const ANSWERS = listed(
  'answer final_answer finalanswer result value output response solution number count sum total x name',
);
/** Members that may stand beside the answer's and say how it came about. */
const REASONS = listed(
  'reasoning explanation steps thought thoughts work expression question rationale calculation unit',
);

/** A text with each complete object in it replaced by the answer it gives, or by a sign for something that is not read. */
export function withoutObjects(text: string): string {
  return outsideOfGroups(
    text.replace(GROUPED, (_, command: string, object: string) => command + outsideOfGroups(object) + '}'),
  );
}

/** An object as the only content of a group of LaTeX. */
const GROUPED = /(\\[A-Za-z]{1,20}\{)(\{"[^{}]{1,400}\})\}/g;

function outsideOfGroups(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, value } of jsonSpans(text)) {
    if (text[start] !== '{' || !text.slice(start, end).includes(':')) continue;
    const answer = answerOf(value);
    const glued = /[\p{L}\p{N}]$/u.test(text.slice(from, start)) || /^[\p{L}\p{N}]/u.test(text.slice(end, end + 1));
    pieces.push(text.slice(from, start), glued ? UNREAD : answer);
    from = end;
  }
  return from === 0 ? text : [...pieces, text.slice(from)].join('');
}

function answerOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return UNREAD;
  const members = Object.entries(value);
  const answers = members.filter(([name]) => ANSWERS.has(name.toLowerCase()));
  const others = members.filter(([name]) => !ANSWERS.has(name.toLowerCase()));
  const [only] = answers;
  const given = only?.[1] ?? null;
  return answers.length === 1 &&
    given !== null &&
    typeof given !== 'object' &&
    others.every(([name]) => REASONS.has(name.toLowerCase()))
    ? String(given)
    : UNREAD;
}

/** Labels of something that is no answer, by their last word or by any. */
const LAST_WORDS = listed(
  'input inputs question prompt problem task given unsorted original broken invalid action tool call calls function arguments args argument parameter parameters param params hint example examples observation user guess trap distractor confidence id page chapter incorrect wrong error mistake query instruction instructions request option before todo default exception traceback warning temperature max_tokens',
);
const ANY_WORDS = listed('old previous wrong broken invalid unsorted incorrect bad fake incorrectly unrelated');
const MOST_WORDS = 5;

/** Whether a label right before a token says that no answer follows: `Input:`, `Old name:`, `arguments =`. */
export function mislabelled(tokens: readonly Token[], at: number): boolean {
  let i = leftOf(tokens, at).at;
  while (tokens[i]?.kind === 'line') i--;
  if (tokens[i] === undefined || !/^(?::|=)$/.test(tokens[i]!.text)) return false;
  let last = i - 1;
  while (tokens[last] && /^["')\]*]$/.test(tokens[last]!.text)) last--;
  if (tokens[last]?.kind !== 'word') return false;
  const label: string[] = [];
  for (let j = last; j >= 0 && label.length < MOST_WORDS && tokens[j]!.kind === 'word'; j--)
    label.push(tokens[j]!.text);
  return LAST_WORDS.has(label[0]!) || label.some((word) => ANY_WORDS.has(word));
}
