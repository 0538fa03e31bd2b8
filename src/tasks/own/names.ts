/**
 * Names of families of one's own: the family's name in its file, and the beginning of the book's hash behind a sign. So a
 * name says for ever what its tasks are, two runs on different files never mean different things by one name, and whoever
 * only shows names needs no tasks.
 */
const MARK = '@';
const DIGITS = 8;
const OWN = /^([^/@\s]{1,40})@([0-9a-f]{8})$/;

export function ownName(family: string, book: string): string {
  return `${family}${MARK}${book.slice(0, DIGITS)}`;
}

/** Whether a name is that of a family of this book. */
export function isOfBook(name: string, book: string): boolean {
  return book !== '' && OWN.exec(name)?.[2] === book.slice(0, DIGITS);
}

/** A family's or a cell's name as a person wrote it, without what says which file it is from. */
export function plainName(name: string): string {
  return name.replace(/@[0-9a-f]{8}(?=\/|$)/, '');
}
