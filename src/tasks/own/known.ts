/**
 * Families of one's own that are at hand. A name holds its book's hash, so what it stands for never changes and what is
 * known here is no state of any world: it only says which books have been read.
 */
import type { Family } from '../task.ts';
import type { TaskBook } from './book.ts';

interface Known {
  book: TaskBook;
  families: readonly Family[];
}

const books = new Map<string, Known>();
const byName = new Map<string, Family>();

/** Keeps a book's families at hand. */
export function keepBook(book: TaskBook, families: readonly Family[]): void {
  if (books.has(book.hash)) return;
  books.set(book.hash, { book, families });
  for (const family of families) byName.set(family.name, family);
}

export function knownFamily(name: string): Family | null {
  return byName.get(name) ?? null;
}

/** A book that is at hand, with its families in the order of its tasks. */
export function knownBook(hash: string): Known | null {
  return books.get(hash) ?? null;
}
