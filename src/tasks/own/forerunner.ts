/**
 * Rows as Evolora, the lab's forerunner, writes them. Its grid rows have the lab's own names; its rows of regular
 * expressions that generalise have others, and how they are graded is in their fields.
 */
import { z } from 'zod';

const row = z.looseObject({
  task_id: z.string().optional(),
  prompt: z.string(),
  capability: z.string(),
  target_regex: z.string().nullable().optional(),
  test_cases: z.array(z.object({ string: z.string(), should_match: z.boolean() })).optional(),
  expected_answer: z.union([z.string(), z.null()]).optional(),
  metadata: z
    .looseObject({ required_keywords: z.array(z.string()).optional() })
    .nullable()
    .optional(),
});

/** Of its names: families that it graded by keywords passed with this share of them. */
const LEAST_KEYWORDS = 0.7;

/** A row of regular expressions in the lab's names; null for any other row. */
export function forerunnersRow(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  if (!('capability' in fields) || 'target' in fields || 'completion' in fields) return null;
  const read = row.safeParse(fields);
  if (!read.success) return null;
  const {
    task_id: id,
    prompt,
    capability,
    target_regex,
    test_cases: tests = [],
    expected_answer: expected,
    metadata,
  } = read.data;
  const common = { ...(id === undefined ? {} : { id }), prompt, family: `regex.${capability}` };
  const keywords = metadata?.required_keywords;
  if (tests.length > 0) {
    // The pattern beside the cases is the one to be mended where one is; only where it passes is it an answer.
    const isAnswer = capability === 'synthesis' || typeof metadata?.broken_regex === 'string';
    return {
      ...common,
      grader: 'cases',
      target: { pattern: isAnswer ? (target_regex ?? null) : null, test_strings: tests },
    };
  }
  if (typeof expected === 'string') return { ...common, target: expected };
  if (keywords && keywords.length > 0)
    return { ...common, grader: { name: 'contains', least: LEAST_KEYWORDS, words: false }, target: keywords };
  return { ...common };
}

/** Names of its rows that the lab reads, or has no use for. */
export const FORERUNNERS_FIELDS = [
  'capability',
  'holdout_type',
  'mutation_type',
  'target_regex',
  'test_cases',
  'expected_answer',
  'metadata',
];
