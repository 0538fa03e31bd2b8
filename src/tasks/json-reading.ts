/**
 * Finding JSON in an answer: the first complete array or object, whatever prose or fence is around it. What stands
 * inside a value that is broken off or garbled belongs to that value and is never read on its own.
 */
import { samePlaces } from './grading.ts';
import type { JsonValue } from './task.ts';

const TOKEN =
  /[\s]+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|\b(?:true|false|null)\b/y;
const DEEPEST = 32;

/** The first complete array or object of an answer, or null. Objects that name a member twice are refused. */
export function firstJson(answer: string): JsonValue | null {
  let from = 0;
  for (;;) {
    const offset = answer.slice(from).search(/[[{]/);
    if (offset < 0) return null;
    const span = bracketed(answer, from + offset);
    if (span.closed) {
      const value = parsed(answer.slice(from + offset, span.end));
      if (value !== null && countMembers(value) === span.members) return value;
      if (value !== null) return null;
    }
    from = span.end;
  }
}

/** Follows JSON tokens from an opening bracket to the one that closes it, or to the first thing that is not JSON. */
function bracketed(text: string, start: number): { closed: boolean; end: number; members: number } {
  const open: string[] = [];
  let members = 0;
  TOKEN.lastIndex = start;
  for (let end = start; ; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined || open.length > DEEPEST) return { closed: false, end: Math.max(end, start + 1), members };
    if (token === ':') members++;
    if (token === '{' || token === '[') open.push(token === '{' ? '}' : ']');
    if ((token === '}' || token === ']') && open.pop() !== token)
      return { closed: false, end: TOKEN.lastIndex, members };
    if (open.length === 0) return { closed: true, end: TOKEN.lastIndex, members };
  }
}

/** JSON.parse, with null for text that is not JSON: being unreadable is an expected answer here, not a fault. */
function parsed(text: string): JsonValue | null {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}

function countMembers(value: JsonValue): number {
  if (value === null || typeof value !== 'object') return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countMembers(inner), own);
}

/** Deep equality of JSON values; the order of members does not matter, the order of items does. */
export function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return false;
  return left.every(
    ([key, value]) => Object.hasOwn(b, key) && equalJson(value, (b as Record<string, JsonValue>)[key]!),
  );
}

/** How near two JSON values are: share of right places of an array, or of right members of an object (over the union). */
export function jsonCloseness(read: JsonValue, target: JsonValue): number {
  if (Array.isArray(read) && Array.isArray(target)) return samePlaces(read, target);
  if (!isObject(read) || !isObject(target)) return 0;
  const names = new Set([...Object.keys(read), ...Object.keys(target)]);
  const right = [...names].filter(
    (name) => Object.hasOwn(read, name) && Object.hasOwn(target, name) && equalJson(read[name]!, target[name]!),
  );
  return names.size === 0 ? 0 : right.length / names.size;
}

function isObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
