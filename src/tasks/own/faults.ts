/** What is wrong with a file of tasks: as a whole, and row by row. */
import { LabError } from '../../core/errors.ts';

/** Why a row is no task, in words that go on from "line 7: ". */
export class OddRow extends Error {}

/** A row that is no task. */
export interface Oddity {
  /** Counted from 1, in the file as it lies. */
  line: number;
  /** Goes on from "line 7: ". */
  why: string;
}

/** @param why  goes on from "The file NAME cannot be read as tasks: " */
export function unreadableTasks(why: string, file: string | undefined, cause?: unknown): LabError {
  return new LabError(
    'tasks-unreadable',
    `${theTasks(file)} cannot be read as tasks: ${why}.`,
    'A task file is JSON Lines, CSV with a line of names, or a list in YAML, in UTF-8; nothing was taken from it.',
    { cause },
  );
}

/** Of rows that are no tasks; at least one. */
export function oddTasks(oddities: readonly Oddity[], count: number, file: string | undefined): LabError {
  const [{ line, why }] = oddities as [Oddity];
  const others = count > 1 ? ` and ${count - 1} more ${count > 2 ? 'rows are' : 'row is'} none either` : '';
  return new LabError(
    'tasks-odd',
    `${theTasks(file)} has a row that is no task, line ${line}: ${why}${others}.`,
    'Mend the file, or take the row out; “evolora tasks check FILE” lists every one. Nothing was taken from it.',
  );
}

export function theTasks(file: string | undefined): string {
  return file === undefined ? 'The task file' : `The task file “${file}”`;
}
