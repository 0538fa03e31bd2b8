/** A number, within a tolerance. */
import { z } from 'zod';
import { numberIn } from '../answer/number/number.ts';
import { unread, verdict } from '../grading.ts';
import type { Grader } from './grader.ts';

const settings = z.strictObject({
  /** How far off it may be. */
  tolerance: z.number().min(0).default(0),
  /** The same as a share of the target. */
  relative: z.number().min(0).max(1).default(0),
});

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export const numberGrader: Grader<z.output<typeof settings>> = {
  name: 'number',
  about: 'The answer gives the number, within a tolerance.',
  settings,
  take(target) {
    const value = typeof target === 'string' && PLAIN.test(target.trim()) ? Number(target) : target;
    return typeof value === 'number' && Number.isFinite(value) ? { value } : { fault: 'is no number' };
  },
  grade(answer, target, { tolerance, relative }) {
    const read = numberIn(answer);
    if ('missing' in read) return unread(read.missing, target);
    const wanted = target as number;
    const off = Math.abs(read.value - wanted);
    const allowed = Math.max(tolerance, relative * Math.abs(wanted));
    // A tolerance of 0.1 holds for 0.3 − 0.2 as well: sums of decimals are off by the last bit.
    return verdict(read.value, target, off <= allowed * (1 + 1e-12) + (allowed > 0 ? Number.EPSILON : 0));
  },
  write: (target) => JSON.stringify(target),
};
