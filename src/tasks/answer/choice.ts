/**
 * Reading one of two words, such as true and false. The answer may say the question over again, "not false and true =
 * true", but what it concludes must be one of the two, whole, and not denied; two conclusions are none.
 */
import { goesOn, leadsTo } from './beside.ts';
import { BOX } from './characters.ts';
import { withoutOtherWord } from './contrast.ts';
import { doubted, insideCall, leftOf, rightOf, sentenceStart } from './doubt.ts';
import { mislabelled, withoutObjects } from './foreign.ts';
import { hasPartners } from './partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { REASONS } from './reasons.ts';
import { spoken } from './spoken.ts';
import { isCell, LEADS, OPERATORS, OPENS, CLOSES, tokensOf, type Token } from './tokens.ts';
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
/** After a `yes` or `no` that is an answer. */
const AFTER_NO = listed(
  'it the this that because since as there thanks thank please indeed definitely certainly obviously clearly sir',
);
/** Before a `true` in `a true statement`, and behind it. */
const ARTICLES = listed('a the');
const STATEMENTS = listed('statement expression proposition claim');
const UNKNOWN = listed('idea clue answer doubt way one longer');

/** The one of two lower-case words that an answer concludes, in any case. */
export function choiceIn<Word extends string>(answer: string, words: readonly Word[]): Reading<Word> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  const kind = `single ${words.join(' or ')}`;
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const tokens = tokensOf(withoutOtherWord(undressed(withoutObjects(text)), words));
  const isDeterminer = (i: number) => tokens[i]!.text === 'no' && isNoOfSomething(tokens, i);
  const isChoice = ({ kind: of, text: word }: Token) => of === 'word' && words.includes(word as Word);
  const all = tokens.flatMap((token, i) => (isChoice(token) && !isDeterminer(i) ? [i] : []));
  const found = beforeReasons(tokens, all);
  const at = inLastBox(tokens, found) ?? chosenOf(tokens, found);
  if (at === undefined || !standsAlone(tokens, at)) return { missing: kind };
  const value = tokens[at]!.text as Word;
  if (contradicts(tokens, value)) return { missing: kind };
  const others = found.filter((i) => tokens[i]!.text !== value);
  if (others.length > 0 && !restatedBefore(tokens, at, others)) return { missing: kind };
  const inExpression = (token: Token, i: number) =>
    (NEGATES.has(token.text) && i < at && negatesAnother(tokens, i, at, isChoice)) ||
    words.includes(token.text as Word) ||
    (token.text === 'no' && words.includes('no' as Word) && !UNKNOWN.has(tokens[i + 1]?.text ?? '')) ||
    (token.text === 'or' && all.some((each) => each > at && Math.abs(each - i) <= 2)) ||
    (OPERATORS.has(token.text) && token.text !== '¬');
  // what a "no" goes on to deny, or comes from, is what was asked
  const meant = (token: Token, i: number) =>
    inExpression(token, i) ||
    (value === 'no' && (i > at || isConcluded(tokens, at)) && (token.text === 'too' || PLAIN_DENIALS.test(token.text)));
  return doubted(tokens, at, { meant }) ? { missing: kind } : { value };
}

/** `there are no others`: a word before it and one behind it. */
function isNoOfSomething(tokens: readonly Token[], i: number): boolean {
  const [before, next] = [tokens[i - 1], tokens[i + 1]];
  return before?.kind === 'word' && next?.kind === 'word' && !AFTER_NO.has(next.text) && !leadsTo(tokens, i - 1)
    ? true
    : before?.text === 'are' && next?.kind === 'word';
}

/** Without the words in the reasons that an answer gives. */
function beforeReasons(tokens: readonly Token[], found: readonly number[]): readonly number[] {
  const reasons = tokens.findIndex(({ text }, i) => found.length > 0 && i > found[0]! && REASONS.has(text));
  return reasons < 0 ? found : found.filter((i) => i < reasons);
}

/** Whether a `so` leads to a word. */
function isConcluded(tokens: readonly Token[], at: number): boolean {
  return /^(?:so|hence|thus|therefore)$/.test(tokens[leftOf(tokens, at).at]?.text ?? '');
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
    no: /\b(?:it|string|pattern|expression|regex) (?:fully )?(?:matches|does match|does [.!])|^no \.? ?\d+[.! ]*$/,
  };
  const denied = new RegExp(
    `(?:\\b(?:it|this|that|answer|result|statement|expression|value) is not|\\bisn't|'s not) (?:["'([\uE000] )*${value}\\b|not (?:["'([\uE000] )*${value}(?: ["')\\]\uE001])*(?: [,;])? (?:but|it is|it's) (?:["'([\uE000] )*${value}\\b|${value}(?: ["')\\]\uE001])* (?:rather than|instead of|, not|; not|\\( not) (?:["'([\uE000] )*${value}\\b`,
  );
  return (other[value]?.test(said) ?? false) || denied.test(said);
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
  if (left.called || insideCall(tokens, at) || mislabelled(tokens, at) || !hasPartners(tokens, at)) return false;
  let i = left.at;
  while (tokens[i]?.kind === 'line') i--;
  const [before, first] = [tokens[i], tokens[left.at + 1]!];
  if (before && !(i === left.at && isCell(tokens, i, first)) && (JOINS.has(before.text) || QUALIFIES.has(before.text)))
    return false;
  if (
    before?.kind === 'word' &&
    i === left.at &&
    !leadsTo(tokens, i) &&
    !(CONCLUDES.has(before.text) && !/^(?:as|be|to|say)$/.test(before.text)) &&
    !isStatement(tokens, i, at)
  )
    return false;
  const glued = before !== undefined && left.at === i && !first.spaced;
  if (before && glued && !LEADS.has(before.text) && !/^[.,;!)\]"'—|*>]$/.test(before.text)) return false;
  if (before && OPERATORS.has(before.text) && !/^[-–—*•>|·]$/.test(before.text)) return false;
  return endsThere(tokens, at);
}

/** `a true statement`. */
function isStatement(tokens: readonly Token[], i: number, at: number): boolean {
  return ARTICLES.has(tokens[i]!.text) && STATEMENTS.has(tokens[at + 1]?.text ?? '');
}

function endsThere(tokens: readonly Token[], at: number): boolean {
  const i = rightOf(tokens, at);
  const next = tokens[i];
  if (!next || next.kind === 'line')
    return !JOINS.has(tokens.slice(i, i + 4).find(({ kind }) => kind !== 'line')?.text ?? '');
  if (/^(?:yes|no)$/.test(tokens[at]!.text) && next.kind === 'word') return AFTER_NO.has(next.text);
  if (next.kind === 'word')
    return (
      next.spaced &&
      !JOINS.has(next.text) &&
      (goesOn(tokens, i) || (next.capital && AFTER_NO.has(next.text)) || STATEMENTS.has(next.text))
    );
  if (next.kind === 'number') return false;
  if (JOINS.has(next.text)) return next.text === '|' && (!tokens[i + 1] || tokens[i + 1]!.kind === 'line');
  if (/^[-–—]$/.test(next.text)) return next.spaced;
  if (next.text === '(' || next.text === '[') return next.spaced;
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
    before !== undefined &&
    (LEADS.has(before.text) || before.text === '|' || (before.kind === 'word' && CONCLUDES.has(before.text)));
  if (!ownLine && !concludes) return false;
  return (
    others.every((i) => i < at && inLogic(tokens, i)) &&
    (ownLine || others.every((i) => i < start) || endsExpression(tokens, left, others))
  );
}

/** The conclusion's `is` or `=` comes right after the expression. */
function endsExpression(tokens: readonly Token[], lead: number, others: readonly number[]): boolean {
  const subject = tokens[lead - 1]?.text ?? '';
  if (/^(?:answer|result|value|expression|statement|output|it)$/.test(subject)) return true;
  let i = lead - 1;
  if (/^(?:so|thus|hence|therefore)$/.test(tokens[lead]!.text) && tokens[i]?.text === ',') i--;
  while (
    i >= 0 &&
    (CLOSES.has(tokens[i]!.text) ||
      tokens[i]!.text === '|' ||
      (tokens[i]!.kind === 'word' && CONCLUDES.has(tokens[i]!.text)))
  )
    i--;
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
