/**
 * Reading a number. It is the last one of the answer, or the one in its box, and it must stand alone: an expression, a
 * range, a power, a percentage or a label with the right digits in it is not the number.
 */
import { BOX } from '../characters.ts';
import { contrasted } from '../contrast.ts';
import { doubted, insideCall, leftOf, sentenceStart } from '../doubt.ts';
import { mislabelled, withoutObjects } from '../foreign.ts';
import { endsThere } from './end.ts';
import { equationStart, setsApart, severalAnswers } from './several.ts';
import { numberBeforeReasons, numberPlace } from './place.ts';
import { beginsThere, isOperand } from './start.ts';
import { NUMBER_VALUES, STATES } from './words.ts';
import { hasPartners } from '../partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from '../reading.ts';
import { REASONS } from '../reasons.ts';
import { spoken } from '../spoken.ts';
import { isEquals, LEADS, MINUS, OPERATORS, tokensOf, type Token } from '../tokens.ts';
import { undressed } from '../undress.ts';

const EXPRESSION = 'number that stands alone';

/** The number that an answer gives. */
export function numberIn(answer: string): Reading<number> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const { text: plain, others } = contrasted(undressed(withoutObjects(text)));
  const tokens = tokensOf(plain);
  if (severalAnswers(tokens)) return { missing: 'one number' };
  const read = numberOf(tokens);
  return 'value' in read && setsApart(tokens, others, read.value)
    ? { missing: 'number that the answer stands by' }
    : read;
}

function numberOf(tokens: readonly Token[]): Reading<number> {
  const at = numberPlace(tokens);
  if (at === null) return { missing: 'number' };
  const last = numberAt(tokens, at);
  const equals = equationStart(tokens);
  if (equals !== null) return numberAt(tokens.slice(0, equals), equals - 1);
  const reasoned = numberBeforeReasons(tokens);
  if (!reasoned) return last;
  const first = numberAt(tokens, reasoned.at);
  if ('missing' in last)
    return (last.missing === EXPRESSION || reasoned.because) && !saysOtherwise(tokens, reasoned.at) ? first : last;
  const contradicts = 'value' in first && first.value !== last.value && reasoned.because && !concludes(tokens, at);
  if (!contradicts) return last;
  return computedThere(tokens, at) ? { missing: 'one number' } : first;
}

function numberAt(tokens: readonly Token[], at: number): Reading<number> {
  if (doubted(tokens, at)) return { missing: 'number that the answer stands by' };
  const size = tokens[at]!.size;
  const sign = size === null ? null : signAndStanding(tokens, at);
  return size === null || sign === null ? { missing: EXPRESSION } : { value: size === 0 ? 0 : sign * size };
}

/** Whether reasons after a number end in another one in words. */
function saysOtherwise(tokens: readonly Token[], at: number): boolean {
  return tokens.some(({ text }, i) => {
    const value = i > at ? NUMBER_VALUES.get(text) : undefined;
    return value !== undefined && STATES.has(tokens[i - 1]!.text) && value !== tokens[at]!.size;
  });
}

/** Whether a number is what its clause computes, as in "because 5 + 7 is 13", and not a fact such as "the difference is 4". */
function computedThere(tokens: readonly Token[], at: number): boolean {
  const start = tokens.findLastIndex(({ text }, i) => i < at && (text === ',' || REASONS.has(text)));
  return tokens.slice(start + 1, at).some(({ kind, text }) => kind === 'number' || NUMBER_VALUES.has(text));
}

/** Whether a `so` or the like leads to a number. */
function concludes(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(sentenceStart(tokens, at), at).some(({ text }) => /^(?:so|thus|hence|therefore)$/.test(text));
}

/** 1 or −1 for a number that stands alone, null for part of something else. */
function signAndStanding(tokens: readonly Token[], at: number): 1 | -1 | null {
  if (
    insideCall(tokens, at) ||
    mislabelled(tokens, at) ||
    inTuple(tokens, at) ||
    !endsThere(tokens, at) ||
    !hasPartners(tokens, at)
  )
    return null;
  const left = leftOf(tokens, at);
  const sign = left.called ? null : signAt(tokens, left.at, at);
  if (sign === null) return null;
  const start = sign.at === left.at ? left : leftOf(tokens, sign.at + 1);
  if (sign.value < 0 && tokens[start.at]?.text === '|' && tokens[at + 1]?.text === '|' && !tokens[at + 1]!.spaced)
    return null;
  return !start.called && beginsThere(tokens, start.at, tokens[sign.at + 1]!) ? sign.value : null;
}

/** The sign at a token before a number, and where what is before the sign is; null when it subtracts or is unclear. */
function signAt(tokens: readonly Token[], i: number, at: number): { value: 1 | -1; at: number } | null {
  const [token, next, before] = [tokens[i], tokens[i + 1]!, tokens[i - 1]];
  if (!token) return { value: 1, at: i };
  const word = token.text === 'minus' || token.text === 'negative';
  const plus = token.text === '+';
  if (!word && !plus && !MINUS.has(token.text)) return { value: 1, at: i };
  if (isOperand(tokens, i - 1) && !onNewLine(token, next, before)) return null;
  const value = plus ? 1 : -1;
  if (word) return { value, at: i - 1 };
  if (token.text === '—' && next.spaced && token.spaced && before) return { value: 1, at: i };
  if (
    before &&
    !token.spaced &&
    !LEADS.has(before.text) &&
    !OPERATORS.has(before.text) &&
    !'([{"\'|,'.includes(before.text) &&
    before.text !== BOX.open
  )
    return null;
  if (
    next.spaced &&
    token.text !== '−' &&
    !(before && (LEADS.has(before.text) || STATES.has(before.text)) && token.text !== '—')
  )
    return null;
  if (next.spaced && before?.kind === 'word' && !STATES.has(before.text)) return null;
  return at > i ? { value, at: i - 1 } : null;
}

/** A sign that touches its number on a line of its own belongs to it. */
function onNewLine(token: Token, next: Token, before: Token | undefined): boolean {
  return before?.kind === 'line' && token.text !== '+' && !next.spaced;
}

/** Whether a bracket around the number holds others as well, with commas: a tuple, a list or an interval. */
function inTuple(tokens: readonly Token[], at: number): boolean {
  let closed = 0;
  let comma = false;
  for (let i = at - 1; i >= 0; i--) {
    const { text, kind } = tokens[i]!;
    if (kind === 'line' || isEquals(tokens[i]!)) return false;
    if (')]}'.includes(text)) closed++;
    if ((text === BOX.open || '([{'.includes(text)) && closed-- === 0) return comma;
    if ((text === ',' || text === ';') && tokens[i - 1]?.kind === 'number') comma = true;
  }
  return false;
}
