/** A file of tasks as it lies on disk, with the grader of one's own that goes with it. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { LabError } from '../core/errors.ts';
import { MOST_CODE } from '../tasks/code/limits.ts';
import { MOST_TASK_BYTES } from '../tasks/own/limits.ts';
import { prepareTasks } from '../tasks/own/prepare.ts';
import { wholeBook, type ReadTasks } from '../tasks/own/read.ts';

/** Paths of a file of tasks, and of a grader of one's own that goes with it. */
interface TaskPaths {
  tasks: string;
  grader?: string | undefined;
}

/** What is in a file, its book put at hand. LabErrors `tasks-unreadable`, `grader-unreadable` and `tasks-missing`. */
export async function readTaskFile({ tasks, grader }: TaskPaths): Promise<ReadTasks> {
  const bytes = await bytesOf(tasks, MOST_TASK_BYTES);
  const given =
    grader === undefined ? undefined : { name: basename(grader), bytes: await bytesOf(grader, 4 * MOST_CODE) };
  return prepareTasks(bytes, basename(tasks), given);
}

/** The hash of a file's book, which is at hand then. LabError `tasks-odd` where a row is no task. */
export async function tasksIn(paths: TaskPaths): Promise<string> {
  return wholeBook(await readTaskFile(paths), basename(paths.tasks)).hash;
}

/** One byte more than is read is enough to be refused. It is read to its end, as a pipe does not say how long it is. */
async function bytesOf(path: string, most: number): Promise<Uint8Array> {
  try {
    const parts: Uint8Array[] = [];
    for await (const part of createReadStream(path, { end: most })) parts.push(part as Uint8Array);
    return Buffer.concat(parts);
  } catch (cause) {
    throw new LabError('tasks-missing', `There is no file ${path} that can be read.`, 'Name another one.', {
      cause,
    });
  }
}
