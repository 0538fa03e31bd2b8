/** Finding the JSON values of a text: where each array or object that is not inside another starts and ends. */
import type { JsonValue } from '../task.ts';

const TOKEN =
  /[\s]+|[{}[\],:]|"(?:[^"\\\n]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|\b(?:true|false|null)\b/y;
const DEEPEST = 32;

export interface Span {
  start: number;
  end: number;
  /** Undefined for brackets that close but hold no JSON, or an object that names a member twice. */
  value: JsonValue | undefined;
}

/** The complete values of a text, outermost ones, in order. */
export function jsonSpans(text: string): Span[] {
  const spans: Span[] = [];
  const opening = /[[{]/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index;
    const { closed, end, members } = bracketed(text, start);
    opening.lastIndex = end;
    if (!closed) continue;
    const value = parsed(text.slice(start, end));
    if (value === undefined && !text.slice(start, end).includes(':') && !text.slice(start, end).includes(',')) continue;
    spans.push({ start, end, value: value !== undefined && countMembers(value) === members ? value : undefined });
  }
  return spans;
}

/**
 * Follows JSON tokens from an opening bracket to the one that closes it, or to the first thing that is not JSON: that
 * includes a bracket that opens on a line of its own right after a value.
 */
function bracketed(text: string, start: number): { closed: boolean; end: number; members: number } {
  const open: string[] = [];
  let members = 0;
  let [afterValue, newLine] = [false, false];
  TOKEN.lastIndex = start;
  for (let end = start; ; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined || open.length > DEEPEST) return { closed: false, end: Math.max(end, start + 1), members };
    const opens = token === '{' || token === '[';
    if (opens && afterValue && newLine && token === text[start]) return { closed: false, end, members };
    if (token === ':') members++;
    if (opens) open.push(token === '{' ? '}' : ']');
    if ((token === '}' || token === ']') && open.pop() !== token)
      return { closed: false, end: TOKEN.lastIndex, members };
    if (open.length === 0) return { closed: true, end: TOKEN.lastIndex, members };
    const space = /^\s/.test(token);
    newLine = space ? newLine || token.includes('\n') : false;
    if (!space) afterValue = !opens && token !== ',' && token !== ':';
  }
}

/** JSON.parse, with undefined for text that is not JSON: being unreadable is an expected answer here, not a fault. */
function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function countMembers(value: JsonValue): number {
  if (value === null || typeof value !== 'object') return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countMembers(inner), own);
}
