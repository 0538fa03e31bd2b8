/** The tasks that a world lives on, as the file that a run keeps beside its weights: put at hand, and written again. */
import { LabError } from '../../core/errors.ts';
import { tasksInUse, type World } from '../../ecology/world/world.ts';
import { carriedGrader } from '../../tasks/code/function.ts';
import { readBook } from '../../tasks/own/book.ts';
import { learnBook } from '../../tasks/own/families.ts';
import { knownBook } from '../../tasks/own/known.ts';
import type { Blobs } from './store.ts';

/** Puts a world's own tasks at hand, if it has any. Throws LabError `tasks-damaged` or `tasks-missing`. */
export function learnTasks(world: Pick<World, 'config'>, blobs: Blobs): void {
  for (const hash of tasksInUse(world)) {
    if (knownBook(hash)) continue;
    const bytes = blobs.get(hash);
    if (!bytes) throw tasksMissing(hash);
    const book = readBook(new TextDecoder().decode(bytes));
    if (book?.hash !== hash) throw tasksDamaged();
    try {
      learnBook(book, book.code === null ? null : carriedGrader(book.code));
    } catch (cause) {
      throw tasksDamaged(cause);
    }
  }
}

/** The file of a world's own tasks by its hash. Throws LabError `tasks-missing`. */
export function tasksOf(world: Pick<World, 'config'>): Blobs {
  return new Map(
    [...tasksInUse(world)].map((hash) => {
      const known = knownBook(hash);
      if (!known) throw tasksMissing(hash);
      return [hash, new TextEncoder().encode(known.book.text)];
    }),
  );
}

function tasksMissing(hash: string): LabError {
  return new LabError(
    'tasks-missing',
    `The world lives on a file of tasks of its own (${hash.slice(0, 8)}…), and it is not at hand.`,
    'Give the file again: drop it on the page, or name it with --tasks; a run’s own .evolora file holds it.',
  );
}

function tasksDamaged(cause?: unknown): LabError {
  return new LabError(
    'tasks-damaged',
    'The tasks that the run lives on are not those that its state names.',
    'Get another copy of the run; nothing was changed.',
    { cause },
  );
}
