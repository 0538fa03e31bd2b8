/** Where the number of an answer is: in its box, before its reasons, or the last one that does not merely count lines. */
import { BOX } from '../characters.ts';
import { givesReason, REASONS } from '../reasons.ts';
import type { Token } from '../tokens.ts';

/** Where the number is: in the last box if there is one, else the last that does not merely count the lines. */
export function numberPlace(tokens: readonly Token[]): number | null {
  const boxes = boxesOf(tokens);
  if (new Set(boxes.map(({ text }) => text)).size > 1) return null;
  const markers = markersOf(tokens);
  const { start, end } = boxes.at(-1) ?? { start: 0, end: tokens.length };
  return lastNumber(tokens, markers, start, end);
}

/** The number before the reasons that an answer gives for it, and what those begin with; null when it gives none. */
export function numberBeforeReasons(tokens: readonly Token[]): { at: number; because: boolean } | null {
  const markers = markersOf(tokens);
  const firstNumber = tokens.findIndex(({ kind }, i) => kind === 'number' && !markers.has(i));
  if (firstNumber < 0) return null;
  const reasons = tokens.findIndex((_, i) => i > firstNumber && givesReason(tokens, i));
  const at = reasons < 0 ? null : lastNumber(tokens, markers, firstNumber, reasons);
  return at === null ? null : { at, because: REASONS.has(tokens[reasons]!.text) };
}

function lastNumber(tokens: readonly Token[], markers: ReadonlySet<number>, start: number, end: number): number | null {
  for (let i = end - 1; i >= start; i--) if (tokens[i]!.kind === 'number' && !markers.has(i)) return i;
  return null;
}

function boxesOf(tokens: readonly Token[]): { text: string; start: number; end: number }[] {
  const boxes: { text: string; start: number; end: number }[] = [];
  let start = -1;
  tokens.forEach(({ text }, end) => {
    if (text === BOX.open) start = end + 1;
    if (text !== BOX.close || start < 0) return;
    const inside = tokens.slice(start, end).map((token) => token.text);
    boxes.push({ text: inside.join(' '), start, end });
    start = -1;
  });
  return boxes;
}

/** Numbers that only count lines: `1.` or `2)` at the start of a line with more after it, the first or the next one. */
function markersOf(tokens: readonly Token[]): ReadonlySet<number> {
  const markers = new Set<number>();
  const counted = new Set<string>();
  tokens.forEach(({ kind, size, text }, i) => {
    if (kind !== 'number' || size === null || !/^\d+$/.test(text)) return;
    const [before, sign, after] = [tokens[i - 1], tokens[i + 1], tokens[i + 2]];
    const starts =
      before === undefined || before.kind === 'line' || (before.text === '(' && tokens[i - 2]?.kind !== 'word');
    if (!starts || !sign || !'.):'.includes(sign.text) || after === undefined || after.kind === 'line') return;
    if (size !== 1 && !counted.has(`${size - 1}${sign.text}`)) return;
    counted.add(`${size}${sign.text}`);
    markers.add(i);
  });
  return markers;
}
