/**
 * Reading one of two words, such as true and false. The answer may say the question over again, "not false and true =
 * true", but what it concludes must be one of the two, whole, and not denied; two conclusions are none.
 */
import { BOX } from './characters.ts';
import { doubted, insideCall, leftOf, rightOf, sentenceStart } from './doubt.ts';
import { hasPartners } from './partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { spoken } from './spoken.ts';
import { LEADS, OPERATORS, OPENS, CLOSES, tokensOf, type Token } from './tokens.ts';
import { undressed } from './undress.ts';

const listed = (words: string) => new Set(words.split(' '));
const JOINS = listed('and or xor nor nand not & && | || ∧ ∨ ⊕ + ¬ implies iff');
const NEGATES = new Set(['not', '¬']);
const CONCLUDES = listed(
  'is equals equal be to as gives yields returns becomes evaluates answer result so thus hence therefore then say get gets means simply just clearly definitely must',
);
const QUALIFIES = listed(
  'in half partly partially almost nearly the hardly somewhat of than from about mostly un non but isn',
);
const PLAIN_DENIALS = /^(?:not|never|cannot|neither|nor|without|none)$|n't$/;
/** After a `no` that is an answer. */
const AFTER_NO = listed('it the this that because since as there');

/** The one of two lower-case words that an answer concludes, in any case. */
export function choiceIn<Word extends string>(answer: string, words: readonly Word[]): Reading<Word> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  const kind = `single ${words.join(' or ')}`;
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const tokens = tokensOf(undressed(text));
  const isChoice = ({ kind: of, text: word }: Token) => of === 'word' && words.includes(word as Word);
  const found = tokens.flatMap((token, i) => (isChoice(token) ? [i] : []));
  const at = inLastBox(tokens, found) ?? chosenOf(tokens, found);
  if (at === undefined || !standsAlone(tokens, at)) return { missing: kind };
  const value = tokens[at]!.text as Word;
  if (contradicts(tokens, value)) return { missing: kind };
  const others = found.filter((i) => tokens[i]!.text !== value);
  if (others.length > 0 && !restatedBefore(tokens, at, others)) return { missing: kind };
  const inExpression = (token: Token, i: number) =>
    (NEGATES.has(token.text) && i < at && negatesAnother(tokens, i, at, isChoice)) ||
    words.includes(token.text as Word) ||
    (token.text === 'no' && words.includes('no' as Word)) ||
    (OPERATORS.has(token.text) && token.text !== '¬');
  // what a "no" goes on to deny is what was asked
  const meant = (token: Token, i: number) =>
    inExpression(token, i) || (value === 'no' && i > at && (token.text === 'too' || PLAIN_DENIALS.test(token.text)));
  return doubted(tokens, at, { meant }) ? { missing: kind } : { value };
}

/** The last of the words; of several times `no` the first, which the others explain. */
function chosenOf(tokens: readonly Token[], found: readonly number[]): number | undefined {
  return found.every((i) => tokens[i]!.text === 'no') ? found[0] : found.at(-1);
}

/** "No, true", "Yes, false" and "No, it matches." */
function contradicts(tokens: readonly Token[], value: string): boolean {
  const said = tokens.map(({ text }) => text).join(' ');
  const other: Readonly<Record<string, RegExp>> = {
    true: /^no [,.;:!—–-]/,
    false: /^yes [,.;:!—–-]/,
    no: /\bit (?:matches|does match|does [.!])/,
  };
  return other[value]?.test(said) ?? false;
}

/** The last of the words that stands in a box, if there is a box with one. */
function inLastBox(tokens: readonly Token[], found: readonly number[]): number | undefined {
  const open = tokens.findLastIndex(({ text }) => text === BOX.open);
  const close = tokens.findLastIndex(({ text }) => text === BOX.close);
  const inside = found.filter((i) => open < i && i < close);
  return open < 0 || inside.length !== 1 ? undefined : inside[0];
}

/** Whether nothing next to the word makes it part of something else. */
function standsAlone(tokens: readonly Token[], at: number): boolean {
  const left = leftOf(tokens, at);
  if (left.called || insideCall(tokens, at) || !hasPartners(tokens, at)) return false;
  let i = left.at;
  while (tokens[i]?.kind === 'line') i--;
  const [before, first] = [tokens[i], tokens[left.at + 1]!];
  if (before && (JOINS.has(before.text) || QUALIFIES.has(before.text))) return false;
  const glued = before !== undefined && left.at === i && !first.spaced;
  if (before && glued && !LEADS.has(before.text) && !/^[.,;!)\]"'—|*>]$/.test(before.text)) return false;
  if (before && OPERATORS.has(before.text) && !/^[-–—*•>|·]$/.test(before.text)) return false;
  return endsThere(tokens, at);
}

function endsThere(tokens: readonly Token[], at: number): boolean {
  const i = rightOf(tokens, at);
  const next = tokens[i];
  if (!next || next.kind === 'line')
    return !JOINS.has(tokens.slice(i, i + 4).find(({ kind }) => kind !== 'line')?.text ?? '');
  if (tokens[at]!.text === 'no' && next.kind === 'word') return AFTER_NO.has(next.text);
  if (next.kind === 'word') return next.spaced && !JOINS.has(next.text);
  if (next.kind === 'number') return next.spaced;
  if (JOINS.has(next.text)) return false;
  if (/^[-–—]$/.test(next.text)) return next.spaced;
  if (next.text === '(') return next.spaced;
  return !OPERATORS.has(next.text) && next.text !== '?';
}

/** Whether every other word is part of an expression that the answer says over again before it concludes. */
function restatedBefore(tokens: readonly Token[], at: number, others: readonly number[]): boolean {
  const start = Math.max(
    sentenceStart(tokens, at),
    1 + tokens.findLastIndex(({ kind }, i) => kind === 'line' && i < at),
  );
  const { at: left } = leftOf(tokens, at);
  const ownLine = left < start;
  const before = tokens[left];
  const concludes =
    before !== undefined && (LEADS.has(before.text) || (before.kind === 'word' && CONCLUDES.has(before.text)));
  if (!ownLine && !concludes) return false;
  return (
    others.every((i) => i < at && inLogic(tokens, i)) &&
    (ownLine || others.every((i) => i < start) || endsExpression(tokens, left, others))
  );
}

/** The conclusion's `is` or `=` comes right after the expression. */
function endsExpression(tokens: readonly Token[], lead: number, others: readonly number[]): boolean {
  let i = lead - 1;
  while (i >= 0 && (CLOSES.has(tokens[i]!.text) || (tokens[i]!.kind === 'word' && CONCLUDES.has(tokens[i]!.text)))) i--;
  const last = tokens[i];
  return last !== undefined && (last.text === tokens[others[0]!]!.text || ['true', 'false'].includes(last.text));
}

/** Next to `and`, `or` or `not`. */
function inLogic(tokens: readonly Token[], i: number): boolean {
  const [left, right] = [leftOf(tokens, i).at, rightOf(tokens, i)];
  const lastEquals = tokens[right] !== undefined && /^==?$/.test(tokens[right].text);
  return (
    JOINS.has(tokens[left]?.text ?? '') ||
    JOINS.has(tokens[right]?.text ?? '') ||
    (lastEquals && tokens[left] !== undefined && LEADS.has(tokens[left].text))
  );
}

/** A `not` of a restated expression: before another of the words, or before a bracket that the answer is not in. */
function negatesAnother(tokens: readonly Token[], i: number, at: number, isChoice: (token: Token) => boolean): boolean {
  let j = i + 1;
  while (j < at && (OPENS.has(tokens[j]!.text) || NEGATES.has(tokens[j]!.text))) j++;
  return j < at && isChoice(tokens[j]!);
}
