/**
 * Whether brackets and quotes have their partners. An answer that opens one and never closes it was cut off, one that
 * closes what nobody opened lost its beginning: neither is whole.
 */
import { BOX } from './characters.ts';
import type { Token } from './tokens.ts';

const PARTNERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', [BOX.close]: BOX.open };
const BRACKETS = new Set(Object.values(PARTNERS));

/**
 * Whether each bracket and quote around a token and behind it has its partner.
 * @param abandoned  whether what was opened and not closed before the token may have been broken off there
 */
export function hasPartners(
  tokens: readonly Token[],
  at: number,
  abandoned: (opened: number) => boolean = () => false,
): boolean {
  const open: Opened[] = [];
  const quotes: Record<string, number> = { '"': 0, "'": 0 };
  for (let i = 0; i < tokens.length; i++) {
    const { text } = tokens[i]!;
    const opened = open.at(-1);
    if (BRACKETS.has(text)) open.push({ text, i });
    else if (text === '"' || text === "'") {
      if (quotes[text]! > 0) {
        while (open.at(-1)!.text !== text) if (cutOff(closeLast(open, quotes), at, abandoned)) return false;
        closeLast(open, quotes);
      } else if (text === '"' || opensQuote(tokens, i)) {
        open.push({ text, i });
        quotes[text]!++;
      } else if (!isPossessive(tokens, i, at)) return false;
    } else if (text in PARTNERS) {
      if (opened?.text === PARTNERS[text]) open.pop();
      else if (i > at && (i - 1 === at || !countsLines(tokens, i))) return false;
    }
  }
  return open.every(({ i }) => i < at && abandoned(i));
}

type Opened = { text: string; i: number };

/** Whether a bracket that closes with the quotes around it was opened and never closed. */
function cutOff({ text, i }: Opened, at: number, abandoned: (opened: number) => boolean): boolean {
  return BRACKETS.has(text) && !(i < at && abandoned(i));
}

function closeLast(open: Opened[], quotes: Record<string, number>): Opened {
  const last = open.pop()!;
  if (last.text in quotes) quotes[last.text]!--;
  return last;
}

/** A single quote at the start of a word. */
function opensQuote(tokens: readonly Token[], i: number): boolean {
  const [before, next] = [tokens[i - 1], tokens[i + 1]];
  const starts = tokens[i]!.spaced || (before !== undefined && !['word', 'number'].includes(before.kind));
  return starts && next !== undefined && !next.spaced;
}

/** The apostrophe of `the words' letters`. */
function isPossessive(tokens: readonly Token[], i: number, at: number): boolean {
  return i - 1 !== at && (tokens[i - 1]?.text.endsWith('s') ?? false);
}

/** `a)` and `2)` at the start of a line. */
function countsLines(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 2];
  return (tokens[i - 1]?.text.length ?? 9) <= 2 && (before === undefined || before.kind === 'line');
}
