/** A list, in its order or as a set; written as JSON, with commas, or one item a line. */
import { z } from 'zod';
import { jsonIn } from '../answer/json.ts';
import { samePlaces, unread, verdict } from '../grading.ts';
import { spacedJson } from '../spaced-json.ts';
import type { JsonValue } from '../task.ts';
import { saidIn, type Grader } from './grader.ts';
import { meantTexts } from './texts.ts';

const settings = z.strictObject({
  /** Whether the order counts; without it, how often an item stands there does not either. */
  ordered: z.boolean().default(true),
  /** Whether capitals count. */
  case: z.boolean().default(true),
});
type Settings = z.output<typeof settings>;

const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+/;
const QUOTES = /^(["'`]|\*\*)(.*)\1$/;

export const listGrader: Grader<Settings> = {
  name: 'list',
  about: 'The answer lists the items of the target, in order or as a set.',
  settings,
  take(target) {
    const items = typeof target === 'string' ? itemsOfText(target) : target;
    const isList = Array.isArray(items) && items.length > 0 && items.every(isItem);
    return isList ? { value: items } : { fault: 'is no list of texts and numbers' };
  },
  grade(answer, target, options) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    const items = itemsIn(read.said);
    if (items === null) return unread('list', target);
    const [found, wanted] = [items, target as JsonValue[]].map((each) => formOf(each, options)) as [string[], string[]];
    const solved = found.length === wanted.length && found.every((item, i) => item === wanted[i]);
    const near = options.ordered ? samePlaces(found, wanted) : shared(found, wanted);
    return verdict(items, target, solved, near);
  },
  write: (target) => spacedJson(target),
};

function isItem(item: JsonValue): boolean {
  return typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean';
}

function formOf(items: readonly JsonValue[], options: Settings): string[] {
  const texts = items.map((item) =>
    (typeof item === 'string' ? item : JSON.stringify(item)).replace(/\s+/g, ' ').trim(),
  );
  const forms = options.case ? texts : texts.map((text) => text.toLowerCase());
  return options.ordered ? forms : [...new Set(forms)].sort();
}

function shared(found: readonly string[], wanted: readonly string[]): number {
  return found.filter((item) => wanted.includes(item)).length / Math.max(found.length, wanted.length, 1);
}

/** The items of a JSON array, else those between commas of one line, else one of each line. */
function itemsIn(said: string): JsonValue[] | null {
  const read = jsonIn(said, 'list');
  if ('value' in read) return Array.isArray(read.value) && read.value.every(isItem) ? read.value : null;
  if (read.missing !== 'list') return null;
  const text = meantTexts(said, ['dress']).at(-1)!;
  return itemsOfText(text);
}

function itemsOfText(text: string): JsonValue[] | null {
  if (/^\s*\[/.test(text)) {
    try {
      return JSON.parse(text) as JsonValue[];
    } catch {
      return null;
    }
  }
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const parts = lines.length === 1 ? lines[0]!.split(/[,;]/) : lines.map((line) => line.replace(/[,;]\s*$/, ''));
  const items = parts.map((part) => part.replace(BULLET, '').trim().replace(QUOTES, '$2'));
  return items.length === 0 || items.some((item) => item === '') ? null : items;
}
