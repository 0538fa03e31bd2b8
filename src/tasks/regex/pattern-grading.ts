/**
 * Grading a pattern by what it does, on the cases that the prompt shows and on as many that it hides: those keep `.*`
 * and a list of the shown strings from passing. Any pattern that is right on all of them is right.
 */
import type { Random } from '../../base/random.ts';
import { shown, unread, verdict } from '../grading.ts';
import type { Grade, JsonValue } from '../task.ts';
import type { Cases } from './cases.ts';
import { patternOf } from './reading.ts';
import { matchWhole } from './safe-regex.ts';

/** What a pattern is graded by. `answer` is one that passes. */
type PatternTarget = Cases & { answer: string };
/** With the pattern that the prompt gives. */
export type GivenTarget = PatternTarget & { given: string };

const SHOWN_CASES = 3;

/** Some cases of both sides for a prompt, in two sentences. */
export function showCases({ accept, reject }: Cases, random: Random): string {
  const some = (texts: readonly string[]) => random.sample(texts, Math.min(SHOWN_CASES, texts.length)).join(', ');
  return casesWording({ accept: [some(accept)], reject: [some(reject)] });
}

/** Cases in two sentences. */
export function casesWording({ accept, reject }: Cases): string {
  return `It must match: ${accept.join(', ')}. It must not match: ${reject.join(', ')}.`;
}

/** Grades a pattern by its behaviour. Partial credit: half of what it is better on both sides than a constant answer. A `given` pattern said over again before the answer is passed over. */
export function gradePattern(answer: string, target: JsonValue, given?: string): Grade {
  const { answer: expected, accept, reject } = target as PatternTarget;
  const read = patternOf(answer, given);
  if (read === null) return unread('pattern', expected);
  const matching = matchWhole(read, [...accept, ...reject]);
  if ('refused' in matching)
    return { grade: 0, solved: false, why: `read ${shown(read)}, but the pattern ${matching.refused}` };
  const missed = accept.filter((_, i) => !matching.matches[i]);
  const caught = reject.filter((_, i) => matching.matches[accept.length + i]);
  const closeness = 1 - missed.length / accept.length - caught.length / reject.length;
  const solved = missed.length + caught.length === 0;
  return {
    ...verdict(read, expected, solved, closeness),
    why: whyOf(read, { missed, caught }, matching.matches.length),
  };
}

function whyOf(read: string, wrong: { missed: string[]; caught: string[] }, cases: number): string {
  const count = wrong.missed.length + wrong.caught.length;
  if (count === 0) return `read ${shown(read)}, right in all ${cases} cases`;
  const example = wrong.missed.length ? `does not match ${wrong.missed[0]}` : `matches ${wrong.caught[0]}`;
  return `read ${shown(read)}, wrong in ${count} of ${cases} cases: it ${example}`;
}

/** The reference pattern, which is the shortest answer that is known to pass. */
export function writePattern(target: JsonValue): string {
  return (target as PatternTarget).answer;
}
