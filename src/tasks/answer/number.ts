/**
 * Reading a number. It is the last one of the answer, or the one in its box, and it must stand alone: an expression, a
 * range, a power, a percentage or a label with the right digits in it is not the number.
 */
import { BOX } from './characters.ts';
import { withoutContrast } from './contrast.ts';
import { doubted, insideCall, isAbbreviation, leftOf, rightOf, sentenceStart } from './doubt.ts';
import { numberBeforeReasons, numberPlace } from './number-place.ts';
import { AFTER, BEFORE, NUMBER_VALUES, NUMBER_WORDS, RESULTS, STATES, TAIL, TOTALS } from './number-words.ts';
import { hasPartners } from './partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { spoken } from './spoken.ts';
import { CLOSES, LEADS, OPERATORS, tokensOf, type Token } from './tokens.ts';
import { undressed } from './undress.ts';

const EXPRESSION = 'number that stands alone';
const QUOTIENT = /^\d+(?:[/:]\d+)+$/;
const MINUS = new Set(['-', '−', '–', '—']);

/** The number that an answer gives. */
export function numberIn(answer: string): Reading<number> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const tokens = tokensOf(withoutContrast(undressed(text)));
  const at = numberPlace(tokens);
  if (at === null) return { missing: 'number' };
  const last = numberAt(tokens, at);
  const reasoned = numberBeforeReasons(tokens);
  if (!reasoned) return last;
  const first = numberAt(tokens, reasoned.at);
  if ('missing' in last) return last.missing === EXPRESSION && !saysOtherwise(tokens, reasoned.at) ? first : last;
  const contradicts = 'value' in first && first.value !== last.value && reasoned.because && !concludes(tokens, at);
  return contradicts ? { missing: 'one number' } : last;
}

function numberAt(tokens: readonly Token[], at: number): Reading<number> {
  const size = tokens[at]!.size;
  const sign = size === null ? null : signAndStanding(tokens, at);
  if (size === null || sign === null) return { missing: EXPRESSION };
  return doubted(tokens, at)
    ? { missing: 'number that the answer stands by' }
    : { value: size === 0 ? 0 : sign * size };
}

/** Whether reasons after a number end in another one in words. */
function saysOtherwise(tokens: readonly Token[], at: number): boolean {
  return tokens.some(({ text }, i) => {
    const value = i > at ? NUMBER_VALUES.get(text) : undefined;
    return value !== undefined && STATES.has(tokens[i - 1]!.text) && value !== tokens[at]!.size;
  });
}

/** Whether a `so` or the like leads to a number. */
function concludes(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(sentenceStart(tokens, at), at).some(({ text }) => /^(?:so|thus|hence|therefore)$/.test(text));
}

/** 1 or −1 for a number that stands alone, null for part of something else. */
function signAndStanding(tokens: readonly Token[], at: number): 1 | -1 | null {
  if (insideCall(tokens, at) || inTuple(tokens, at) || !endsThere(tokens, at) || !hasPartners(tokens, at)) return null;
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

/** Whether a token, or the line above it, ends something that can be computed with. */
function isOperand(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (tokens[i]?.kind === 'line') i--;
  const token = tokens[i];
  if (!token) return false;
  if (token.kind === 'number' || token.text === ')' || token.text === ']') return true;
  return token.kind === 'word' && (NUMBER_WORDS.has(token.text) || (token.text.length === 1 && token.text !== 'a'));
}

function beginsThere(tokens: readonly Token[], i: number, first: Token): boolean {
  const token = tokens[i];
  if (!token) return true;
  if (token.kind === 'line') return !continuesFromAbove(tokens, i);
  if (token.kind === 'number') return false;
  if (token.kind === 'word')
    return (
      (first.text === '(' && NUMBER_VALUES.get(token.text) === tokens[i + 2]?.size) ||
      (first.spaced && wordBefore(tokens, i))
    );
  if (isEquals(token)) return isConclusion(tokens, i, first);
  if (LEADS.has(token.text))
    return tokens[i - 1]?.kind !== 'number' || token.text !== ':' || (first.spaced && !token.spaced);
  if (CLOSES.has(token.text)) return first.spaced && opensAlone(tokens, i);
  if (token.text === '>') return startsLine(tokens, i) && first.spaced;
  if (token.text === '*' || token.text === '•' || token.text === '·')
    return startsLine(tokens, i) && first.spaced && !isOperand(tokens, i - 1);
  if (MINUS.has(token.text)) return token.text === '—' && token.spaced && first.spaced;
  if (token.text === '.') return first.spaced && !isAbbreviation(tokens[i - 1]);
  if (token.text === ',') return i > 0 && !splitThousands(tokens, i, first);
  if (token.text === '|') return tokens[i - 1]?.kind !== 'number';
  if (/^[;!?]$/.test(token.text)) return first.spaced;
  return token.text === '#' || isPicture(token);
}

/** Emoji and check marks that do not compute; those that deny are for doubt.ts. */
function isPicture({ text }: Token): boolean {
  return /^(?:\p{Extended_Pictographic}|[✓✔])$/u.test(text) && !OPERATORS.has(text);
}

/** Whether the bracket that a token closes does not belong to the word before it, as in `log_(2) 12`. */
function opensAlone(tokens: readonly Token[], close: number): boolean {
  let closed = 0;
  for (let i = close; i >= 0; i--) {
    if (tokens[i]!.text === ')') closed++;
    if (tokens[i]!.text === '(' && --closed === 0) return tokens[i]!.spaced;
  }
  return true;
}

/** `1, 200` may be a list of two or twelve hundred. */
function splitThousands(tokens: readonly Token[], comma: number, first: Token): boolean {
  const before = tokens[comma - 1];
  return (
    before?.kind === 'number' &&
    /^\d{1,3}$/.test(before.text) &&
    /^\d{3}$/.test(first.text) &&
    tokens[comma - 2]?.text !== ','
  );
}

/** The line above ends in an operator, or this line starts with one. */
function continuesFromAbove(tokens: readonly Token[], i: number): boolean {
  let j = i;
  while (tokens[j]?.kind === 'line') j--;
  const above = tokens[j];
  if (!above) return false;
  if (above.kind === 'word') return !wordBefore(tokens, j);
  if (MINUS.has(above.text) && tokens[j - 1]?.text !== above.text) return true;
  return OPERATORS.has(above.text) && !startsLine(tokens, j) && isOperand(tokens, j - 1);
}

function startsLine(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (i > 0 && tokens[i - 1]!.text === tokens[at]!.text) i--;
  return i === 0 || tokens[i - 1]!.kind === 'line';
}

function wordBefore(tokens: readonly Token[], i: number): boolean {
  const { text } = tokens[i]!;
  const before = tokens[i - 1];
  if (text === 'of') return before !== undefined && TOTALS.has(before.text);
  if (text === 'to') return before !== undefined && RESULTS.has(before.text);
  if (text === 'is' && before?.text === 'what') return false;
  if (text.length === 1 || NUMBER_WORDS.has(text)) return false;
  return !BEFORE.has(text);
}

/** `x = 12` and `5 + 7 = 12` conclude; `x + 5 = 12`, `2x = 12` and `13 = 12` do not. */
function isConclusion(tokens: readonly Token[], equals: number, first: Token): boolean {
  let start = equals;
  while (
    start > 0 &&
    tokens[start - 1]!.kind !== 'line' &&
    !isEquals(tokens[start - 1]!) &&
    start > sentenceStart(tokens, equals)
  )
    start--;
  const side = tokens.slice(start, equals).filter(({ text }) => text !== '"');
  const isLetter = ({ kind, text }: Token) => kind === 'word' && text.length === 1 && text !== 'x' && text !== 'a';
  const computes = side.some(({ kind, text }) => kind === 'number' || OPERATORS.has(text));
  const unknowns = side.some((token, i) => isLetter(token) || (token.text === 'x' && !isTimes(side, i)));
  if (side.some(({ kind, size, text }) => kind === 'number' && size === null && !QUOTIENT.test(text))) return false;
  if (side.at(-1) && OPERATORS.has(side.at(-1)!.text)) return false;
  if (side.length === 1 && side[0]!.size !== null && side[0]!.size !== first.size) return false;
  if (side[0]?.text === 'let') return false;
  return !(computes && unknowns);
}

const isEquals = ({ text }: Token) => text === '=' || text === '==' || text === '===';
const isTimes = (side: readonly Token[], i: number) => side[i - 1]?.kind === 'number' && side[i + 1]?.kind === 'number';

/** Whether what follows the number leaves it alone. */
function endsThere(tokens: readonly Token[], at: number): boolean {
  const i = rightOf(tokens, at);
  const token = tokens[i];
  if (tailChanges(tokens, at)) return false;
  if (!token) return true;
  if (token.kind === 'line') return !nextLineComputes(tokens, i);
  if (token.kind === 'number') return false;
  if (token.kind === 'word')
    return (
      (token.spaced && !AFTER.has(token.text) && token.text.length > 1) ||
      (token.text === 'i' && token.spaced && tokens[i + 1]?.kind === 'word')
    );
  if (MINUS.has(token.text))
    return (
      token.spaced &&
      tokens[i + 1]?.kind === 'word' &&
      tokens[i + 1]!.spaced &&
      tokens[i + 1]!.text.length > 1 &&
      !NUMBER_WORDS.has(tokens[i + 1]!.text)
    );
  if (token.text === '(')
    return (
      token.spaced &&
      tokens[i + 1]?.kind === 'word' &&
      tokens[i + 1]!.text.length > 1 &&
      !AFTER.has(tokens[i + 1]!.text) &&
      !glossedAsAnother(tokens, at, i + 1)
    );
  if (token.text === '!') return !isFactorial(tokens, at, i);
  if (token.text === '"' || token.text === "'") return token.spaced;
  if (token.text === '.') return !['number', 'word'].includes(tokens[i + 1]?.kind ?? '') || tokens[i + 1]!.spaced;
  return /^[,;|。]$/.test(token.text) || isPicture(token);
}

/** `12 (thirteen)`. */
function glossedAsAnother(tokens: readonly Token[], at: number, gloss: number): boolean {
  const value = NUMBER_VALUES.get(tokens[gloss]!.text);
  return value !== undefined && tokens[gloss + 1]?.text === ')' && value !== tokens[at]!.size;
}

/** `(12)!`, `(12!)`, `12!!` and `12! ways`; but `The answer is 12!` exclaims. */
function isFactorial(tokens: readonly Token[], at: number, mark: number): boolean {
  const next = tokens[mark + 1];
  const isBracket = (token: Token | undefined) => token !== undefined && /^[()[\]{}\uE001]$/.test(token.text);
  const bracketed = !tokens[mark]!.spaced && tokens.slice(at + 1, mark).some((token) => /^[)\]}]$/.test(token.text));
  if (bracketed || (isBracket(next) && isBracket(tokens[at - 1])) || next?.text === BOX.close) return true;
  if (next?.text === '!') return leftOf(tokens, at).at < 0;
  if (next?.kind === 'word') return !next.capital;
  return next !== undefined && (OPERATORS.has(next.text) || isEquals(next));
}

function nextLineComputes(tokens: readonly Token[], i: number): boolean {
  let j = i;
  while (tokens[j]?.kind === 'line') j++;
  const [token, after] = [tokens[j], tokens[j + 1]];
  if (!token) return false;
  if (/^[%×÷^·/⊗=±]$/.test(token.text)) return true;
  return (
    (token.kind === 'word' && /^(?:or|percent|times|plus|minus|and|hundred|thousand|million|to|x)$/.test(token.text)) ||
    (/^[-+*−]$/.test(token.text) && after?.kind === 'word' && after.text.length === 1)
  );
}

/** In the rest of the sentence: another base, a modulus. */
function tailChanges(tokens: readonly Token[], at: number): boolean {
  for (let i = at + 1; i < tokens.length && !'.!?;'.includes(tokens[i]!.text); i++)
    if (TAIL.has(tokens[i]!.text)) return true;
  return false;
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
