/** Plain text in words, numbers, signs and line breaks. */
import { BOX, THIN, UNREAD } from './characters.ts';

export interface Token {
  kind: 'number' | 'word' | 'sign' | 'line';
  /** As written; words in lower case. */
  text: string;
  /** Where it starts in the text, and where it ends. */
  start: number;
  end: number;
  /** Whether something that is not a letter, digit or sign stands between it and the one before. */
  spaced: boolean;
  /** Whether it begins with an upper-case letter. */
  capital: boolean;
  /** Of a number: its size, or null when it is not one plain number. */
  size: number | null;
}

const PIECE = new RegExp(
  [
    // a run of letters and digits that starts with or holds a digit, with separators inside
    `[\\p{L}_]*\\p{N}[\\p{L}\\p{N}\\p{M}_]*(?:(?:(?<=[eE])[+-](?=\\p{N})|(?<=\\p{N})[.,/:'${THIN}](?=\\p{N}))[\\p{L}\\p{N}\\p{M}_]+)*`,
    // a word, with apostrophes and hyphens inside
    `[\\p{L}\\p{M}_]+(?:['-][\\p{L}\\p{M}_]+)*`,
    `\\n`,
    `\\.{2,}|…`,
    `\\*\\*|\\+/-|=/=|!==?|<>|<=|>=|-->|->|=>|==+|:=|&&|\\|\\|`,
    `[^\\s]`,
  ].join('|'),
  'gu',
);

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: piece, index: start } of text.matchAll(PIECE)) {
    const before = tokens.at(-1);
    const spaced = !before || before.kind === 'line' || start > before.end;
    const end = start + piece.length;
    // "!true" negates, "Sure!" does not
    const negates =
      piece === '!' &&
      (!before || ((spaced || OPENS.has(before.text)) && /^[\p{L}\p{N}("'\uE000]/u.test(text.slice(end, end + 2))));
    const sign = negates ? '¬' : piece;
    const capital = /^\p{Lu}/u.test(piece);
    tokens.push({ kind: kindOf(piece), text: sign.toLowerCase(), start, end, spaced, capital, size: sizeOf(piece) });
  }
  return tokens;
}

function kindOf(piece: string): Token['kind'] {
  if (piece === '\n') return 'line';
  if (/\p{N}/u.test(piece)) return 'number';
  return /^[\p{L}_]/u.test(piece) ? 'word' : 'sign';
}

/** The size of a plain number: digits, thousands in threes, a decimal point, an exponent. */
function sizeOf(piece: string): number | null {
  const grouped = /^\d{1,3}(?:([,'_\u2009])\d{3})(?:\1\d{3})*(?:\.\d+)?$/;
  if (grouped.test(piece)) return Number(piece.replace(/[,'_\u2009]/g, ''));
  if (/^\d+\.000$/.test(piece)) return null;
  if (/^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(piece)) return Number(piece);
  const list = /^\d+(?:,\d+)+,(\d+)$/.exec(piece);
  return list ? Number(list[1]) : null;
}

/** Signs that wrap something without changing it. */
export const OPENS = new Set(['(', '[', '{', '"', "'", BOX.open]);
export const CLOSES = new Set([')', ']', '}', '"', "'", BOX.close]);
/** Signs that compute, compare or say that the text is not read. */
export const OPERATORS = new Set([
  ...'+-−–*×✕✖·⋅∙•/÷^%‰±∓√∛∘⁄∕∗∧∨⊕➗➕➖&<>≤≥≈~∼≃≅≡∝≠¬°@\\′″',
  ...['**', '+/-', '=/=', '!=', '!==', '<>', '<=', '>=', '&&', '||', UNREAD],
]);
/** Signs before a conclusion. */
export const LEADS = new Set(['=', '==', '===', ':=', ':', '→', '->', '-->', '=>', '⇒', '⟹', '⟶', '∴', '➜', '➡', '↦']);
/** Signs before a negative number, and between numbers. */
export const MINUS = new Set(['-', '−', '–', '—']);

export const isEquals = ({ text }: Token) => text === '=' || text === '==' || text === '===';

/** Emoji and check marks that do not compute; those that deny are for doubt.ts. */
export function isPicture({ text }: Token): boolean {
  return /^(?:\p{Extended_Pictographic}|[✓✔])$/u.test(text) && !OPERATORS.has(text);
}

/** Whether a `|` begins a cell of a table's row: its line begins with the same sign, and spaces are around it. */
export function isCell(tokens: readonly Token[], i: number, first: Token): boolean {
  const line = tokens.findLastIndex(({ kind }, j) => kind === 'line' && j < i);
  return tokens[i]!.text === '|' && tokens[line + 1]!.text === '|' && line + 1 < i && tokens[i]!.spaced && first.spaced;
}
