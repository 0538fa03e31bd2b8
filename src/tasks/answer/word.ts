/** Reading a name or a string: the last word-like piece of an answer, whole, and not part of an expression or a guess. */
import { leadsTo } from './beside.ts';
import { contrasted, isDenied } from './contrast.ts';
import { doubted, insideCall, isDenial, leftOf } from './doubt.ts';
import { mislabelled, withoutObjects } from './foreign.ts';
import { hasPartners } from './partners.ts';
import { ENDLESS_THOUGHT, MOST_READ, type Reading } from './reading.ts';
import { spoken } from './spoken.ts';
import { LEADS, OPERATORS, tokensOf, type Token } from './tokens.ts';
import { undressed } from './undress.ts';

const PIECE = /[^\s"'`,:;()[\]{}<>*=|\uE000\uE001→⇒➜]+/gu;
/** What may follow the piece: an end of a sentence, brackets and marks that close; no question and no ellipsis. */
const REST = /^[\s.!"')\]}>*_|,;:—–\-\uE001✓✔✅☑🎉]*$/u;
/** Ends of a line that compute with what is on the next. */
const LAST = new Set('or and nor of than versus vs but to by from with without reverse sort rev'.split(' '));
/** Stands for the piece where the rest of the answer is read. */
const PIECE_READ = 'ⓥ';
/** The most letters of a last word that an answer is set apart from, with what is around it. */
const MOST_SET_APART = 200;
const ALONE = { missing: 'word that stands alone' };

/** The last word-like piece, without quotes, brackets and punctuation around it. Case and inner hyphens stay. */
export function wordIn(answer: string): Reading<string> {
  const text = spoken(answer);
  if (text === null) return { missing: ENDLESS_THOUGHT };
  if (text.length > MOST_READ) return { missing: 'short answer' };
  const { text: plain, others } = contrasted(undressed(withoutObjects(text)));
  const reasons = reasonsIn(plain);
  const before = reasons === null ? null : pieceAlone(plain, reasons);
  const whole = before !== null && 'value' in before ? before : pieceAlone(withoutTwin(plain), null);
  const read = 'value' in whole ? whole : (firstSaid(plain) ?? whole);
  if ('missing' in read) return read;
  const apart = others.some((other) => other.replace(/[*`"$]/g, '') === read.value) || isDenied(plain, read.value);
  return apart ? ALONE : read;
}

const REASON = /\b(?:because|since|explanation|reason|reasons|reasoning)\b/giu;

/** Where the reasons of an answer begin, if it says something before them. */
function reasonsIn(text: string): number | null {
  const first = text.search(/[\p{L}\p{N}]/u);
  for (const { index } of text.matchAll(REASON)) if (index > first) return index;
  return null;
}

/** The piece that the first sentence or line gives, where what comes after it gives none. */
function firstSaid(text: string): Reading<string> | null {
  const end = /(?<=[\p{L}\p{N}]["'`*_)\uE001]{0,4})(?:[.!](?=\s)|\s*\n)/u.exec(text);
  const read = end === null ? null : pieceAlone(text, end.index);
  return read !== null && 'value' in read ? read : null;
}

/** The last piece of a text, or of what stands before its reasons, if it stands alone in the whole text. */
function pieceAlone(text: string, reasons: number | null): Reading<string> {
  const piece = lastPiece(reasons === null ? text : text.slice(0, reasons));
  if (!piece || isDenial(piece.text) || piece.text.startsWith('¬')) return { missing: 'word' };
  const before = text.slice(0, piece.start);
  const rest = text.slice(piece.end, reasons ?? undefined);
  const tokens = tokensOf(before + PIECE_READ + text.slice(piece.end));
  const at = tokens.findIndex(({ text: sign }) => sign === PIECE_READ);
  const alone =
    at >= 0 &&
    !/[!\\@#&/%+]$/.test(before) &&
    REST.test(rest) &&
    !/\.\.|…/.test(rest) &&
    standsAlone(tokens, at) &&
    !doubted(tokens, at);
  return alone ? { value: piece.text } : ALONE;
}

/**
 * Without a plain word that a text sets its last word apart from, "worran, not narrow": one of the same letters, so that
 * "worran, not really" is none.
 */
function withoutTwin(text: string): string {
  const start = Math.max(0, text.length - MOST_SET_APART);
  const end = text.slice(start);
  const apart = /[,;]? \(?(?:not|rather than|instead of) ["'`]?([\p{L}-]+)["'`]?\)?[\s.!]*$/u.exec(end);
  if (!apart) return text;
  const said = text.slice(0, start + apart.index);
  const value = lastPiece(said)?.text;
  return value && value !== apart[1] && lettersOf(value) === lettersOf(apart[1]!) ? said : text;
}

function lettersOf(word: string): string {
  return [...word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')].sort().join('');
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

function standsAlone(tokens: readonly Token[], at: number): boolean {
  const left = leftOf(tokens, at);
  if (left.called || insideCall(tokens, at) || mislabelled(tokens, at) || !hasPartners(tokens, at)) return false;
  let i = left.at;
  while (tokens[i]?.kind === 'line') i--;
  const before = tokens[i];
  if (!before) return true;
  if (before.kind === 'word')
    return i < left.at ? !isDenial(before.text) && !LAST.has(before.text) : leadsTo(tokens, i);
  if (before.kind === 'number') return tokens[left.at + 1]!.spaced;
  if (LEADS.has(before.text) || /^[-–—*>•·|]$/.test(before.text)) return true;
  return !OPERATORS.has(before.text) && !before.text.startsWith('..');
}
