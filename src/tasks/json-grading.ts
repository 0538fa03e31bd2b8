/** Grading an answer that is a JSON value, and comparing such values; it is read in answer/json.ts. */
import { jsonIn } from './answer/json.ts';
import { samePlaces, unread, verdict } from './grading.ts';
import type { Grade, JsonValue } from './task.ts';

/** Grades by the JSON value that the answer gives. Partial credit: half the share of right places or members. */
export function gradeJson(answer: string, target: JsonValue, kind: string): Grade {
  const read = jsonIn(answer, kind);
  if ('missing' in read) return unread(read.missing, target);
  return verdict(read.value, target, equalJson(read.value, target), jsonCloseness(read.value, target));
}

/** Deep equality of JSON values; the order of members does not matter, the order of items does. */
function equalJson(a: JsonValue, b: JsonValue): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  if (left.length !== right.length) return false;
  return left.every(
    ([key, value]) => Object.hasOwn(b, key) && equalJson(value, (b as Record<string, JsonValue>)[key]!),
  );
}

/** How near two JSON values are: share of right places of an array, or of right members of an object (over the union). */
function jsonCloseness(read: JsonValue, target: JsonValue): number {
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
