/** A grader of one's own: a JavaScript function, run where it can do nothing but compute. */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';
import type { Grader } from '../graders/grader.ts';
import type { Grade } from '../task.ts';
import { MOST_CODE, STEPS } from './limits.ts';
import { hasQuickjs, loadQuickjs, machineFor, type Failure, type Machine } from './machine.ts';

/** Partial credit for an answer that is not solved: half of what the function gives, as nowhere a near miss has more. */
const NEAR_MISS = 0.5;
const MOST_WHY = 200;

const givenSchema = z.tuple([z.number().min(0).max(1).nullable(), z.string()]);

let loading: Promise<void> | null = null;
/** Whether a run carries a grader that may not have been read yet. */
let isCarried = false;

/** Begins to load what graders of one's own run on. */
function needQuickjs(): Promise<void> {
  loading ??= loadQuickjs().catch((cause: unknown) => {
    loading = null;
    throw new LabError(
      'grader-unreadable',
      'What runs a grader of one’s own could not be loaded.',
      'Load the page again; if that does not help, build the lab again.',
      { cause },
    );
  });
  return loading;
}

/**
 * To be awaited before answers are graded: resolves at once where no run carries a grader of one's own. What could not be
 * loaded is asked for again each time. Throws LabError `grader-unreadable`.
 */
export async function gradersReady(): Promise<void> {
  if (isCarried) await needQuickjs();
}

/**
 * A grader out of a file, tried: it is read once.
 * @param file  its name
 * @throws LabError `grader-unreadable`
 */
export async function openGrader(code: string, file?: string): Promise<Grader<object>> {
  const which = file === undefined ? 'The grader of the tasks' : `The grader “${file}”`;
  const next = 'It is a file of JavaScript with one function (answer, target) → { grade, why }; nothing was taken.';
  if (code.length > MOST_CODE)
    throw new LabError('grader-unreadable', `${which} has more than ${MOST_CODE} characters.`, next);
  await needQuickjs();
  const machine = machineFor(code);
  if ('failed' in machine) throw new LabError('grader-unreadable', `${which} cannot be used: ${whyOf(machine)}.`, next);
  return graderWith(() => machine);
}

/** A grader that a run carries; it is read when it grades first, which `gradersReady` has to come before. */
export function carriedGrader(code: string): Grader<object> {
  isCarried = true;
  // Whoever grades waits for it, and hears then why it failed.
  if (!hasQuickjs()) needQuickjs().catch(() => undefined);
  let machine: Machine | Failure | null = null;
  return graderWith(() => {
    machine ??= machineFor(code);
    return machine;
  });
}

function graderWith(machineOf: () => Machine | Failure): Grader<object> {
  return {
    name: 'function',
    about: 'A function in JavaScript says so.',
    settings: z.strictObject({}),
    take: (target) => ({ value: target }),
    grade(answer, target) {
      const machine = machineOf();
      const given = 'failed' in machine ? machine : machine.call(answer, JSON.stringify(target));
      return typeof given === 'string' ? gradeOf(given) : nothing(whyOf(given));
    },
    write: () => null,
  };
}

function gradeOf(given: string): Grade {
  const read = givenSchema.safeParse(jsonIn(given));
  if (!read.success || read.data[0] === null) return nothing('the grader gave no { grade } from 0 to 1');
  const [grade, why] = read.data;
  const said = why.slice(0, MOST_WHY);
  if (grade === 1) return { grade, solved: true, why: said || 'the grader takes it' };
  return { grade: grade * NEAR_MISS, solved: false, why: said || `the grader gives ${grade}` };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function nothing(why: string): Grade {
  return { grade: 0, solved: false, why };
}

/** Goes on from "cannot be used: " and stands alone as why an answer is worth nothing. */
function whyOf({ failed, said }: Failure): string {
  if (failed === 'steps') return `the grader did not end within ${STEPS.toLocaleString('en')} steps`;
  if (failed === 'memory') return 'the grader used up its memory, 8 MB';
  if (failed === 'depth') return 'the grader calls itself too deeply';
  return failed === 'threw' ? `the grader threw ${said.slice(0, MOST_WHY)}` : `the grader broke off (${said})`;
}
