/**
 * A world that lives on a file of tasks: another world's parameters, with the file's families in place of the lab's own.
 * Only cells in which every pool has a task are lived in; the others are told.
 */
import { LabError } from '../../core/errors.ts';
import { cellName } from '../../economy/cells.ts';
import { configSchema, type Config } from '../../ecology/config/config.ts';
import { boundsOf } from '../../ecology/config/parameters.ts';
import type { Host } from '../../host/index.ts';
import { curriculum, shortestAnswer } from '../../tasks/families.ts';
import { tasksOfBook } from '../../tasks/own/families.ts';
import { knownBook } from '../../tasks/own/known.ts';
import { theTasks } from '../../tasks/own/faults.ts';

/** Cells that are open at the start; the others open as in any world. */
const MOST_OPEN = 6;
/** Of a book, so many tasks with the longest answers are measured in tokens. */
const MEASURED = 24;
/** What an answer may be longer than the tersest one that passes, tokens. */
const DRESS = 8;

type Reader = Pick<Host, 'encodePrompt' | 'contextTokens'>;

/**
 * The parameters of a world on a book that is at hand. An answer may be as long as the longest target needs, where the base
 * allows less. A base that lives on this book already stays as it is: whoever chose its cells had this book before him.
 * @throws LabError `tasks-few` when no cell has a task in every pool
 */
export function worldOnTasks(base: Config, hash: string, host: Reader, file?: string): Config {
  if (base.cells.tasks === hash) return base;
  const { families } = knownBook(hash)!;
  const cells = curriculum(
    families.map(({ name }) => name),
    base.cells.salt,
  );
  if (cells.length === 0) throw tooFew(file);
  const lived = [...new Set(cells.map(({ family }) => family))];
  const first = lived.map((family) => cells.find((cell) => cell.family === family)!);
  const opening = [...first, ...cells.filter((cell) => !first.includes(cell))].slice(0, Math.max(MOST_OPEN, 1));
  const { high } = boundsOf('attempts.maxNewTokens');
  const maxNewTokens = Math.min(high, Math.max(base.attempts.maxNewTokens, longestAnswer(hash, host) + DRESS));
  return configSchema.parse({
    ...base,
    cells: { ...base.cells, curriculum: lived, opening: opening.slice(0, MOST_OPEN).map(cellName), tasks: hash },
    attempts: { ...base.attempts, maxNewTokens },
  });
}

/** Tokens of the longest terse answer of a book, about: of those with the most characters. */
export function longestAnswer(hash: string, host: Reader): number {
  const frame = host.encodePrompt('a').length - 1;
  const { tasks } = knownBook(hash)!.book;
  // Where nobody knows what passes, the target is the best guess.
  const texts = tasksOfBook(hash)
    .map((task, i) => shortestAnswer(task) || shortestAnswer({ target: tasks[i]!.target }))
    .sort((a, b) => b.length - a.length)
    .slice(0, MEASURED);
  return Math.max(0, ...texts.filter((text) => text !== '').map((text) => host.encodePrompt(text).length - frame));
}

function tooFew(file?: string): LabError {
  return new LabError(
    'tasks-few',
    `${theTasks(file)} has no family and depth with a task in each of the three pools, so no world can live on it.`,
    'Give it more tasks (a dozen of a family mostly suffice), or say in a column “pool” which are train, select and test.',
  );
}
