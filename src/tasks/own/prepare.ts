/** A task file read together with the grader of one's own that goes with it, and its book put at hand. */
import { openGrader } from '../code/function.ts';
import { headOf } from './book.ts';
import { learnBook } from './families.ts';
import { readTasks, type ReadTasks } from './read.ts';
import { unreadableTasks } from './faults.ts';

/** A file with JavaScript in it. */
export interface GraderFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * A file that is itself a book brings its own grader; another one may not be given with it.
 * @throws LabError `tasks-unreadable`, `grader-unreadable`
 */
export async function prepareTasks(bytes: Uint8Array, file: string, given?: GraderFile): Promise<ReadTasks> {
  const carried = codeIn(bytes);
  if (carried !== null && given)
    throw unreadableTasks(`it has a grader of its own, and “${given.name}” is another`, file);
  const code = given ? textOfGrader(given) : carried;
  const own = code === null ? null : await openGrader(code, given?.name);
  const read = readTasks(bytes, { file, code, own });
  learnBook(read.book, own);
  return read;
}

/** The code in the first line of a book. */
function codeIn(bytes: Uint8Array): string | null {
  const end = bytes.indexOf(10);
  return headOf(new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)))?.code ?? null;
}

function textOfGrader({ name, bytes }: GraderFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadableTasks(`its grader “${name}” is no text in UTF-8`, undefined, cause);
  }
}
