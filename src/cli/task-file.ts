/** A file of tasks as it lies on disk, with the grader of one's own that goes with it. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { LabError } from '../core/errors.ts';
import { learnBook } from '../tasks/own/families.ts';
import { MOST_TASK_BYTES } from '../tasks/own/limits.ts';
import { readTasks, wholeBook, type ReadTasks } from '../tasks/own/read.ts';

/** What is in a file, its book put at hand. LabErrors `tasks-unreadable` and `tasks-missing`. */
export async function readTaskFile(path: string): Promise<ReadTasks> {
  const read = readTasks(await bytesOf(path), { file: basename(path) });
  learnBook(read.book);
  return read;
}

/** The hash of a file's book, which is at hand then. LabError `tasks-odd` where a row is no task. */
export async function tasksIn(path: string): Promise<string> {
  return wholeBook(await readTaskFile(path), basename(path)).hash;
}

/** One byte more than is read is enough to be refused. */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(Math.min(size, MOST_TASK_BYTES + 1));
      await file.read(bytes, 0, bytes.length, 0);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new LabError('tasks-missing', `There is no file of tasks ${path} that can be read.`, 'Name another one.', {
      cause,
    });
  }
}
