/** What stands before a number: whether it begins there, alone, or something is computed, counted or called with it. */
import { leadsTo } from '../beside.ts';
import { isAbbreviation, sentenceStart } from '../doubt.ts';
import { BEFORE, NUMBER_VALUES, NUMBER_WORDS, QUOTIENT } from './words.ts';
import { CLOSES, isCell, isEquals, isPicture, LEADS, MINUS, OPERATORS, type Token } from '../tokens.ts';

/** Whether a token, or the line above it, ends something that can be computed with. */
export function isOperand(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (tokens[i]?.kind === 'line') i--;
  const token = tokens[i];
  if (!token) return false;
  if (token.kind === 'number' || token.text === ')' || token.text === ']') return true;
  return token.kind === 'word' && (NUMBER_WORDS.has(token.text) || (token.text.length === 1 && token.text !== 'a'));
}

/** Whether a number that begins with `first` stands alone after the token at `i`. */
export function beginsThere(tokens: readonly Token[], i: number, first: Token): boolean {
  const token = tokens[i];
  if (!token) return true;
  if (token.kind === 'line') return !continuesFromAbove(tokens, i);
  if (token.kind === 'number') return false;
  if (token.kind === 'word')
    return (
      (first.text === '(' && NUMBER_VALUES.get(token.text) === tokens[i + 2]?.size) ||
      (first.spaced && leadsTo(tokens, i))
    );
  if (isEquals(token)) return isConclusion(tokens, i, first);
  if (LEADS.has(token.text))
    return tokens[i - 1]?.kind !== 'number' || token.text !== ':' || (first.spaced && !token.spaced);
  if (CLOSES.has(token.text)) return first.spaced && opensAlone(tokens, i);
  if (token.text === '>') return startsLine(tokens, i) && first.spaced;
  if (/^[*•·●▪◦‣⁃■□▸►]$/.test(token.text)) return startsLine(tokens, i) && first.spaced && !isOperand(tokens, i - 1);
  if (MINUS.has(token.text)) return token.text === '—' && token.spaced && first.spaced;
  if (token.text === '.') return first.spaced && !isAbbreviation(tokens[i - 1]);
  if (token.text === ',') return i > 0 && !splitThousands(tokens, i, first);
  if (token.text === '|') return tokens[i - 1]?.kind !== 'number' || isCell(tokens, i, first);
  if (/^[;!?]$/.test(token.text)) return first.spaced;
  if (token.text === '#') return first.spaced || tokens[i - 1]?.text === '#';
  if (/^(?:\.{2,}|…)$/.test(token.text)) return first.spaced && tokens[i - 1]?.kind === 'word';
  return isPicture(token);
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
  if (above.kind === 'word') return computes(tokens, j);
  if (MINUS.has(above.text) && tokens[j - 1]?.text !== above.text) return true;
  return OPERATORS.has(above.text) && !startsLine(tokens, j) && isOperand(tokens, j - 1);
}

function startsLine(tokens: readonly Token[], at: number): boolean {
  let i = at;
  while (i > 0 && tokens[i - 1]!.text === tokens[at]!.text) i--;
  return i === 0 || tokens[i - 1]!.kind === 'line';
}

/** Whether a word that ends the line above makes an operand or a bound of the number on the next. */
function computes(tokens: readonly Token[], i: number): boolean {
  const { text } = tokens[i]!;
  if (text === 'to' || text === 'of') return !leadsTo(tokens, i);
  return (
    text.length === 1 || NUMBER_WORDS.has(text) || BEFORE.has(text) || (text === 'is' && tokens[i - 1]?.text === 'what')
  );
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
  const hasOperands = side.some(({ kind, text }) => kind === 'number' || OPERATORS.has(text));
  const unknowns = side.some((token, i) => isLetter(token) || (token.text === 'x' && !isTimes(side, i)));
  if (side.some(({ kind, size, text }) => kind === 'number' && size === null && !QUOTIENT.test(text))) return false;
  if (side.at(-1) && OPERATORS.has(side.at(-1)!.text)) return false;
  if (side.length === 1 && side[0]!.size !== null && side[0]!.size !== first.size) return false;
  if (side.some(({ text }) => /^(?:let|when|for|where|while|assert)$/.test(text))) return false;
  return !(hasOperands && unknowns);
}

const isTimes = (side: readonly Token[], i: number) => side[i - 1]?.kind === 'number' && side[i + 1]?.kind === 'number';
