/** Texts that an answer has to contain, all of them or a share. It says nothing of what else the answer says. */
import { z } from 'zod';
import { undressed } from '../answer/undress.ts';
import { verdict } from '../grading.ts';
import type { JsonValue } from '../task.ts';
import { saidIn, type Grader } from './grader.ts';
import { comparable, type Normalising } from './texts.ts';

const settings = z.strictObject({
  /** Whether capitals count. */
  case: z.boolean().default(false),
  /** Whether a text must stand as whole words. */
  words: z.boolean().default(true),
  /** The share of the texts that must be there. */
  least: z.number().min(0).max(1).default(1),
  /** The most words of an answer, so that no list of everything passes; 0 for any number. */
  longest: z.int().min(0).max(10_000).default(0),
});
type Settings = z.output<typeof settings>;

export const containsGrader: Grader<Settings> = {
  name: 'contains',
  about: 'The answer contains the target, or each text of it where it is a list.',
  settings,
  take(target) {
    const texts = (Array.isArray(target) ? target : [target]).map((each) =>
      typeof each === 'number' ? String(each) : each,
    );
    const areTexts = texts.every((text) => typeof text === 'string' && text.trim() !== '');
    return areTexts && texts.length > 0 ? { value: texts } : { fault: 'is neither a text nor a list of texts' };
  },
  grade(answer, target, options) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    const how: Normalising[] = ['space', ...(options.case ? [] : ['case' as const])];
    const forms = [read.said, undressed(read.said)].map((text) => comparable(text, how));
    const texts = textsOf(target);
    const missing = texts.filter((text) => !forms.some((form) => holds(form, comparable(text, how), options.words)));
    const found = 1 - missing.length / texts.length;
    const length = forms[0]!.split(' ').length;
    const isShort = options.longest === 0 || length <= options.longest;
    const solved = isShort && found >= options.least - 1e-9;
    const why = isShort
      ? `has ${texts.length - missing.length} of ${texts.length} texts${missing.length > 0 ? `, but not ${missing[0]!}` : ''}`
      : `has ${length} words; at most ${options.longest} are read`;
    return { ...verdict(read.said, target, solved, isShort ? found : 0), why };
  },
  write: (target) => textsOf(target).join(', '),
};

function textsOf(target: JsonValue): string[] {
  return target as string[];
}

function holds(text: string, part: string, isWhole: boolean): boolean {
  if (!isWhole) return text.includes(part);
  const [first, last] = [/^[\p{L}\p{N}]/u.test(part), /[\p{L}\p{N}]$/u.test(part)];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const before = first && /[\p{L}\p{N}_]$/u.test(text.slice(0, at));
    const after = last && /^[\p{L}\p{N}_]/u.test(text.slice(at + part.length));
    if (!before && !after) return true;
  }
  return false;
}
