/** The ten families that the micro host was taught, in the order of its `tasks.py`. */
import { codeFormat } from './code-format.ts';
import { jsonRepair } from './json-repair.ts';
import { listSort } from './list-sort.ts';
import { logicBool } from './logic-bool.ts';
import { mathMultiStep } from './math-multi-step.ts';
import { mathSequence } from './math-sequence.ts';
import { math } from './math.ts';
import { stringReverse } from './string-reverse.ts';
import { stringSort } from './string-sort.ts';
import { wordCount } from './word-count.ts';
import type { Family } from '../task.ts';

export const microFamilies: readonly Family[] = [
  math,
  mathSequence,
  mathMultiStep,
  wordCount,
  codeFormat,
  listSort,
  jsonRepair,
  logicBool,
  stringSort,
  stringReverse,
];
