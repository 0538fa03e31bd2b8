/**
 * LaTeX and backslash escapes in plain characters. Boxes become marks, words in `\text` become words, operators and
 * relations become signs; a command that is not known here becomes a sign that says "mathematics that is not read", so
 * that `\frac{24}{12}` is never 12. One pass from left to right: time grows with the length.
 */
import { BOX, THIN, UNREAD } from './characters.ts';

const listed = (names: string) => new Set(names.split(' '));
const WORDS = listed(
  'text textbf textit texttt textrm textsf textnormal textup mathrm mathbf mathit mathsf mathtt mathnormal operatorname emph underline mbox hbox ensuremath boldsymbol bm large',
);
const BOXES = listed('boxed fbox framebox');
const DROPPED = listed(
  'begin end tag label ref eqref cite footnote footnotemark textsuperscript hspace vspace mspace phantom cancel bcancel xcancel sout st color textcolor url',
);
const IGNORED = listed(
  'left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle bf rm it tt sf limits nolimits Large LARGE normalsize centering noindent',
);
const SIGNS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '·',
  ast: '×',
  star: '×',
  div: '÷',
  pm: '±',
  mp: '±',
  lbrack: '[',
  rbrack: ']',
  ne: '≠',
  neq: '≠',
  lt: '≤',
  gt: '≥',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  approx: '≈',
  sim: '≈',
  simeq: '≈',
  neg: '¬',
  lnot: '¬',
  not: '¬',
  land: '∧',
  wedge: '∧',
  lor: '∨',
  vee: '∨',
  ldots: '…',
  dots: '…',
  minus: '−',
  implies: '→',
  Rightarrow: '→',
  rightarrow: '→',
  to: '→',
  therefore: '→',
  longrightarrow: '→',
  iff: '→',
  Longrightarrow: '→',
  quad: ' ',
  qquad: ' ',
  thinspace: THIN,
  enspace: ' ',
  space: ' ',
  newline: '\n',
  par: '\n',
  lbrace: '{',
  rbrace: '}',
  checkmark: '✓',
  textbackslash: '\\',
  textasciitilde: '≈',
  textminus: '−',
};
const COMMAND = /\\([A-Za-z]+\*?|[^])/y;
/** Gone without a trace where it separates digits; elsewhere a `!` that Markdown escapes. */
const NEGATIVE_SPACE = /[\d,+\-−]$/;

interface LatexOptions {
  /** Whether the text is JSON: its braces stay, and what is in its strings is not touched. */
  json?: boolean;
}

/** Ends a group of words: a space where two letters or digits would meet, else nothing. */
const WORDS_END = ' ';
type Group = { close: string; keepFrom: number | null };
type OpenGroup = Group & { at: number };

/** A text without LaTeX. */
export function withoutLatex(text: string, { json = false }: LatexOptions = {}): string {
  const out: string[] = [];
  const open: OpenGroup[] = [];
  let pending: Group | null = null;
  let depth = 0;
  let openUntil = 0;
  for (let i = 0; i < text.length;) {
    const sign = text[i]!;
    if (sign === '\\') {
      COMMAND.lastIndex = i;
      const command: RegExpExecArray | null = COMMAND.exec(text);
      if (!command) break;
      i = COMMAND.lastIndex;
      pending = obeyed(command[1]!, out, text, i, json);
      if (pending) {
        while (text[i] === ' ') i++;
        if (text[i] === '[' && pending.keepFrom !== null) i = skipped(text, i, ']');
        if (text[i] !== '{') pending = null;
      }
    } else if (sign === '{' && (pending || !json)) {
      const plain = text.startsWith('{,}', i) || text.startsWith('{}', i);
      if (plain && !pending) {
        out.push(text.startsWith('{,}', i) ? ',' : '');
        i += text.startsWith('{,}', i) ? 3 : 2;
        continue;
      }
      const group = pending ?? { close: ')', keepFrom: null };
      if (!pending) out.push('(');
      if (pending?.close === BOX.close) out.push(BOX.open);
      if (pending?.close === WORDS_END) out.push(between(out.at(-1), text[i + 1]));
      open.push({ ...group, at: out.length - 1, keepFrom: group.keepFrom === null ? null : out.length });
      pending = null;
      i++;
    } else if (sign === '}' && (!json || (open.length > 0 && depth === 0))) {
      const group = open.pop();
      if (group && group.keepFrom !== null) out.length = group.keepFrom;
      out.push(group?.close === WORDS_END ? between(out.at(-1), text[i + 1]) : (group?.close ?? ')'));
      i++;
    } else if (json && sign === '"' && depth > 0 && i >= openUntil) {
      const end = endOfString(text, i);
      if (end === null) openUntil = text.indexOf('\n', i) < 0 ? text.length : text.indexOf('\n', i);
      out.push(text.slice(i, end ?? i + 1));
      i = end ?? i + 1;
    } else {
      if (json && (sign === '[' || sign === '{')) depth++;
      if (json && (sign === ']' || sign === '}')) depth = Math.max(0, depth - 1);
      out.push(sign === '$' && isFactorial(out) ? UNREAD : mathDelimiter(sign, out.at(-1), text[i + 1]));
      i++;
    }
  }
  // what was opened and never closed lacks its partner, which the readers see
  for (const { close, at } of open) if (close === WORDS_END || (json && close === BOX.close)) out[at] = `${out[at]!}(`;
  return out.join('').replace(/&(?=[ \t]*=)|(?<==[ \t]?)&/g, '');
}

/** Writes what a command stands for; a group that it opens is the answer. */
function obeyed(name: string, out: string[], text: string, next: number, json: boolean): Group | null {
  if (WORDS.has(name)) return { close: WORDS_END, keepFrom: null };
  if (BOXES.has(name)) return { close: BOX.close, keepFrom: null };
  if (DROPPED.has(name.replace('*', ''))) {
    if (name === 'textsuperscript' && /\d$/.test(out.at(-1) ?? '')) out.push(UNREAD);
    if (name === 'begin' || name === 'end') out.push('\n');
    return { close: '', keepFrom: 0 };
  }
  if (!IGNORED.has(name))
    out.push(/^[A-Za-z]/.test(name) ? (SIGNS[name] ?? UNREAD) : escaped(name, out, text, next, json));
  return null;
}

function escaped(sign: string, out: string[], text: string, next: number, json: boolean): string {
  if (',;: '.includes(sign)) return THIN;
  if (sign === '!') return NEGATIVE_SPACE.test(out.at(-1) ?? '') && /[\d\\{$]/.test(text[next] ?? '') ? '' : '!';
  if (sign === '\\') return '\n';
  if (sign === '$') return '';
  if (sign === '(' || sign === ')') return sign;
  if (sign === '[') return json && !/^\s*[[{\\]/.test(text.slice(next, next + 20)) ? '[' : ' ';
  if (sign === ']') return json && !/[\]}\s)]/.test(out.at(-1) ?? '') ? ']' : ' ';
  if (json && sign === '"') return '\\"';
  return sign;
}

/** Mathematics that ends in `12!` says a factorial, not an exclamation. */
function isFactorial(out: readonly string[]): boolean {
  return out.at(-1) === '!' && /[\d)\]\uE001]$/.test(out.at(-2) ?? '');
}

/** Dollars and other currencies are dress; one between two digits keeps them apart. */
function mathDelimiter(sign: string, before: string | undefined, after: string | undefined): string {
  return /[$€£¥]/.test(sign) ? between(before, after) : sign;
}

function between(before: string | undefined, after: string | undefined): string {
  return /[\p{L}\p{N}]$/u.test(before ?? '') && /[\p{L}\p{N}\\]/u.test(after ?? '') ? ' ' : '';
}

function skipped(text: string, from: number, close: string): number {
  const length = text.slice(from, from + 80).indexOf(close);
  return length < 0 ? from : from + length + 1;
}

/** Behind the quote that closes the one at `start` on the same line, or null. */
export function endOfString(text: string, start: number): number | null {
  for (let i = start + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return null;
}
