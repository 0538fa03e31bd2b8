/** Reading a name or a string: the last word-like piece of an answer, whole, and not part of an expression or a guess. */
import { withoutContrast } from './contrast.ts';
import { doubted, insideCall, isDenial, leftOf } from './doubt.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { spoken } from './spoken.ts';
import { LEADS, OPERATORS, tokensOf, type Token } from './tokens.ts';
import { undressed } from './undress.ts';

const PIECE = /[^\s"'`,:;()[\]{}<>*=|\uE000\uE001→⇒➜]+/gu;
/** What may follow the piece: an end of a sentence, brackets and marks that close; no question and no ellipsis. */
const REST = /^[\s.!"')\]}>*_|,;:—–\-\uE001✓✔✅☑🎉]*$/u;
const JOINS = new Set(
  'or and nor of not versus vs than but to by from with without reverse reversed rev inverse invert mirror sort sorted'.split(
    ' ',
  ),
);

/** The last word-like piece, without quotes, brackets and punctuation around it. Case and inner hyphens stay. */
export function wordIn(answer: string): Reading<string> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const plain = withoutContrast(undressed(text));
  const piece = lastPiece(plain);
  if (!piece || isDenial(piece.text) || piece.text.startsWith('¬')) return { missing: 'word' };
  const before = plain.slice(0, piece.start);
  const rest = plain.slice(piece.end);
  const stand: Token = {
    kind: 'word',
    text: '',
    start: piece.start,
    end: piece.end,
    spaced: /(?:^|\s)$/.test(before),
    capital: false,
    size: null,
  };
  const tokens = [...tokensOf(before), stand];
  const alone =
    !before.endsWith('!') &&
    REST.test(rest) &&
    !/\.\.|…/.test(rest) &&
    standsAlone(tokens) &&
    !doubted(tokens, tokens.length - 1);
  return alone ? { value: piece.text } : { missing: 'word that stands alone' };
}

function lastPiece(text: string): { text: string; start: number; end: number } | null {
  let last = null;
  for (const { 0: chunk, index } of text.matchAll(PIECE)) {
    if (!/[\p{L}\p{N}]/u.test(chunk)) continue;
    const lead = /^[.!?…]*/.exec(chunk)![0].length;
    let end = chunk.length;
    while (end > lead && '.!?…'.includes(chunk[end - 1]!)) end--;
    last = { text: chunk.slice(lead, end), start: index + lead, end: index + end };
  }
  return last;
}

function standsAlone(tokens: readonly Token[]): boolean {
  const at = tokens.length - 1;
  const left = leftOf(tokens, at);
  if (left.called || insideCall(tokens, at)) return false;
  let i = left.at;
  while (tokens[i]?.kind === 'line') i--;
  const before = tokens[i];
  if (!before) return true;
  if (before.kind === 'word') return !JOINS.has(before.text);
  if (before.kind === 'number') return tokens[left.at + 1]!.spaced;
  if (LEADS.has(before.text) || /^[-–—*>•·|]$/.test(before.text)) return true;
  return !OPERATORS.has(before.text) && !before.text.startsWith('..');
}
