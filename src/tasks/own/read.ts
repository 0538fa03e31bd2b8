/** A task file, read: its book, and everything that is odd about it. */
import type { Grader } from '../graders/grader.ts';
import { bookOf, headOf, type TaskBook } from './book.ts';
import { OddRow, oddTasks, unreadableTasks, type Oddity } from './faults.ts';
import { FORERUNNERS_FIELDS } from './forerunner.ts';
import { MOST_FAMILIES, MOST_TOLD } from './limits.ts';
import { contentKey, textKey } from './likeness.ts';
import type { OwnTask } from './own-task.ts';
import { FIELDS, taskOfRow } from './row.ts';
import { rowsOf, type RawRow } from './rows.ts';
import { textOf } from './text.ts';

/** Tasks that are alike though not the same, by their lines. */
interface Alike {
  lines: number[];
  /** Their prompts are of the same words in another order, and want the same answer. */
  isPermuted: boolean;
  /** The file puts them into several pools, so that what teaches is what measures. */
  isAcrossPools: boolean;
}

export interface ReadTasks {
  /** Of the rows that are tasks, each once. */
  book: TaskBook;
  /** The line of each of the book's tasks. */
  lines: readonly number[];
  /** The first odd rows. */
  oddities: readonly Oddity[];
  oddCount: number;
  /** Lines of tasks that stand in the file already, word for word. */
  repeated: readonly number[];
  alike: readonly Alike[];
  /** Names of fields that are not read, and in how many rows. */
  unread: readonly { name: string; rows: number }[];
}

/**
 * @param options.file  its name
 * @param options.code  JavaScript of a grader of one's own, and `own` what grades by it
 * @throws LabError `tasks-unreadable`
 */
export function readTasks(
  bytes: Uint8Array,
  { file, code = null, own = null }: { file?: string; code?: string | null; own?: Grader | null } = {},
): ReadTasks {
  const text = textOf(bytes, file);
  const end = text.indexOf('\n');
  const head = headOf(text.slice(0, end < 0 ? undefined : end));
  // The first line stays, empty, so that lines are counted as they lie.
  const { rows, oddities } = rowsOf(head ? `${text.slice(end)}` : text, head ? undefined : file);
  const odd = [...oddities];
  const found: { line: number; task: OwnTask }[] = [];
  for (const row of rows) {
    try {
      found.push({ line: row.line, task: taskOfRow(row, own) });
    } catch (thrown) {
      if (!(thrown instanceof OddRow)) throw thrown;
      odd.push({ line: row.line, why: thrown.message });
    }
  }
  const { kept, repeated } = once(found, odd);
  const families = new Set(kept.map(({ task }) => task.family));
  if (families.size > MOST_FAMILIES)
    throw unreadableTasks(`it has ${families.size} families, and a world has at most ${MOST_FAMILIES}`, file);
  if (kept.length === 0 && odd.length === 0) throw unreadableTasks('it has no rows', file);
  odd.sort((a, b) => a.line - b.line);
  return {
    book: bookOf(
      kept.map(({ task }) => task),
      head?.code ?? code,
    ),
    lines: kept.map(({ line }) => line),
    oddities: odd.slice(0, MOST_TOLD),
    oddCount: odd.length,
    repeated,
    alike: alikeIn(kept),
    unread: unreadOf(rows),
  };
}

/** The whole file or nothing. Throws LabError `tasks-odd` where a row is none. */
export function wholeBook(read: ReadTasks, file?: string): TaskBook {
  if (read.oddCount > 0) throw oddTasks(read.oddities, read.oddCount, file);
  return read.book;
}

interface Found {
  line: number;
  task: OwnTask;
}

/** Each task once. The same prompt with another answer, family, depth, pool or grader contradicts the first and is odd. */
function once(found: readonly Found[], odd: Oddity[]): { kept: Found[]; repeated: number[] } {
  const first = new Map<string, Found>();
  const repeated: number[] = [];
  for (const each of found) {
    const before = first.get(each.task.prompt);
    if (!before) first.set(each.task.prompt, each);
    else {
      const difference = differenceOf(before.task, each.task);
      if (difference === null) repeated.push(each.line);
      else
        odd.push({
          line: each.line,
          why: `its prompt stands on line ${before.line} already, with another ${difference}`,
        });
    }
  }
  return { kept: [...first.values()], repeated };
}

function differenceOf(a: OwnTask, b: OwnTask): string | null {
  const names = ['target', 'family', 'depth', 'pool', 'grader'] as const;
  return names.find((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name])) ?? null;
}

function alikeIn(kept: readonly Found[]): Alike[] {
  const byText = groups(kept, ({ task }) => textKey(task));
  const byContent = groups(kept, ({ task }) => contentKey(task));
  const told = new Set(byText.map((group) => group.map(({ line }) => line).join()));
  const permuted = byContent.filter((group) => !told.has(group.map(({ line }) => line).join()));
  const of = (group: readonly Found[], isPermuted: boolean): Alike => ({
    lines: group.map(({ line }) => line),
    isPermuted,
    isAcrossPools: new Set(group.map(({ task }) => task.pool)).size > 1,
  });
  return [...byText.map((group) => of(group, false)), ...permuted.map((group) => of(group, true))];
}

/** Groups of more than one. */
function groups(kept: readonly Found[], keyOf: (found: Found) => string): Found[][] {
  const byKey = new Map<string, Found[]>();
  for (const each of kept) {
    const key = keyOf(each);
    const group = byKey.get(key);
    if (group) group.push(each);
    else byKey.set(key, [each]);
  }
  return [...byKey.values()].filter((group) => group.length > 1);
}

function unreadOf(rows: readonly RawRow[]): { name: string; rows: number }[] {
  const known = new Set([...FIELDS, ...FORERUNNERS_FIELDS]);
  const counts = new Map<string, number>();
  for (const { fields } of rows)
    for (const name of Object.keys(fields)) if (!known.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, rows: count }));
}
