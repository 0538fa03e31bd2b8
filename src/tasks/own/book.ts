/**
 * A book of tasks: what a run carries of a task file. It is one text, JSON Lines with a first line that says so, and it is
 * called by the SHA-256 of that text; so two files that say the same are one book, and a run's tasks cannot change. The
 * text is itself a task file: reading it gives the same book.
 */
import { z } from 'zod';
import { canonicalJson, hashText } from '../../base/hash.ts';
import { DEPTHS } from '../../core/depth.ts';
import type { Pool } from '../task.ts';
import type { OwnTask } from './own-task.ts';

export interface TaskBook {
  /** SHA-256 of its text. */
  readonly hash: string;
  readonly tasks: readonly OwnTask[];
  /** The JavaScript of a grader of one's own. */
  readonly code: string | null;
  readonly text: string;
}

const HEAD = 'evolora-tasks';
const VERSION = 1;

const headSchema = z.strictObject({ [HEAD]: z.literal(VERSION), code: z.string().optional() });

const taskSchema = z.strictObject({
  id: z.string().optional(),
  family: z.string().min(1),
  depth: z.enum(DEPTHS),
  pool: z.enum(['train', 'select', 'test'] satisfies Pool[]).optional(),
  prompt: z.string().min(1),
  target: z.json(),
  grader: z.looseObject({ name: z.string() }),
});

/** A book of checked tasks, in their order. */
export function bookOf(tasks: readonly OwnTask[], code: string | null): TaskBook {
  const head = { [HEAD]: VERSION, ...(code === null ? {} : { code }) };
  const text = [head, ...tasks].map((line) => `${canonicalJson(line)}\n`).join('');
  return { hash: hashText(text), tasks, code, text };
}

/** The code in the first line of a book's text; undefined for a text that is no book. */
export function headOf(line: string): { code: string | null } | undefined {
  if (!line.includes(HEAD)) return undefined;
  try {
    const head = headSchema.safeParse(JSON.parse(line));
    return head.success ? { code: (head.data as { code?: string }).code ?? null } : undefined;
  } catch {
    return undefined;
  }
}

/** A book out of the text that a run carries; null where it is none. Nothing of it is trusted but its form. */
export function readBook(text: string): TaskBook | null {
  const [first = '', ...lines] = text.split('\n');
  const head = headOf(first);
  if (!head || lines.pop() !== '') return null;
  try {
    const tasks = lines.map((line) => taskSchema.parse(JSON.parse(line)) as OwnTask);
    const book = bookOf(tasks, head.code);
    return book.text === text ? book : null;
  } catch {
    return null;
  }
}
