/** Values that a row may not have: what would be read, and not as it is written. */
import { MOST_DEPTH } from './limits.ts';

/** What is wrong with a value, as the end of a sentence; null for what can be kept. */
export function faultInValue(value: unknown): string | null {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) return `is nested more than ${MOST_DEPTH} deep`;
    const large = level.filter((item) => typeof item === 'number').find((item) => !isKept(item));
    if (large !== undefined)
      return `holds the whole number ${large}, which is too large to be kept exactly; write it in quotes`;
    level = level.flatMap(membersOf);
  }
  return null;
}

/** Whole numbers beyond 2^53 are rounded where they are read. */
export function isKept(value: unknown): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [];
}
