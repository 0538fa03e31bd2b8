/** Regular expressions: an answer that one matches, and an answer that is one. Both run on the engine that ends in time. */
import { z } from 'zod';
import { unread, verdict } from '../grading.ts';
import { gradePattern } from '../regex/pattern-grading.ts';
import { matchWhole } from '../regex/safe-regex.ts';
import type { JsonValue } from '../task.ts';
import { saidIn, takeText, type Grader } from './grader.ts';
import { meantTexts } from './texts.ts';

const settings = z.strictObject({
  pattern: z.string().min(1).max(180),
  /** Whether it must match the whole answer, dress taken off, or only be found in it. */
  whole: z.boolean().default(true),
});

/** The most letters of an answer that a pattern is tried on. */
const MOST_LETTERS = 5000;

export const regexGrader: Grader<z.output<typeof settings>> = {
  name: 'regex',
  about: 'A regular expression matches the answer; the target is one answer that it matches.',
  settings,
  take(target, { pattern }) {
    const refusal = matchWhole(pattern, ['']);
    if ('refused' in refusal) return { fault: `cannot be tried, since the pattern ${refusal.refused}` };
    return takeText(target);
  },
  grade(answer, target, { pattern, whole }) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    if (read.said.length > MOST_LETTERS) return unread('short answer', target);
    const source = whole ? pattern : `(?s:.*)(?:${pattern})(?s:.*)`;
    const texts = meantTexts(read.said, ['dress']);
    const matching = matchWhole(source, texts);
    if ('refused' in matching) return { grade: 0, solved: false, why: `the pattern ${matching.refused}` };
    const at = matching.matches.indexOf(true);
    return at >= 0
      ? { grade: 1, solved: true, why: `${pattern} matches` }
      : { ...verdict(texts.at(-1)!, target, false), why: `${pattern} does not match` };
  },
  write: (target) => target as string,
};

const NO_SETTINGS = z.strictObject({});

const text = z.string().max(2000);
const casesTarget = z.union([
  z.strictObject({ answer: text.nullable().default(null), accept: z.array(text).min(1), reject: z.array(text).min(1) }),
  z.strictObject({
    pattern: text.nullable().default(null),
    test_strings: z.array(z.strictObject({ string: text, should_match: z.boolean() })).min(1),
  }),
]);

export const casesGrader: Grader<object> = {
  name: 'cases',
  about: 'The answer is a regular expression that matches what it has to, whole, and nothing that it must not.',
  settings: NO_SETTINGS,
  take(target) {
    const result = casesTarget.safeParse(typeof target === 'string' ? parsedOrNull(target) : target);
    if (!result.success) return { fault: 'has not “accept” and “reject”, nor “pattern” and “test_strings”' };
    const value = 'test_strings' in result.data ? fromTests(result.data) : result.data;
    if (value.accept.length === 0 || value.reject.length === 0)
      return { fault: 'needs texts that match and texts that do not' };
    return { value };
  },
  grade(answer, target) {
    const { answer: known, ...rest } = target as { answer: string | null; accept: string[]; reject: string[] };
    return gradePattern(answer, { ...rest, answer: known ?? 'a pattern that is right in all cases' });
  },
  write: (target) => (target as { answer: string | null }).answer,
};

type Tests = { pattern: string | null; test_strings: { string: string; should_match: boolean }[] };

function fromTests({ pattern, test_strings: tests }: Tests) {
  const those = (should: boolean) => tests.filter((test) => test.should_match === should).map(({ string }) => string);
  return { answer: pattern, accept: those(true), reject: those(false) };
}

function parsedOrNull(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
