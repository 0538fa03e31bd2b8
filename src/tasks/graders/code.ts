/** A block of code, equal line by line. Blank lines around it and spaces behind a line do not count, indents do. */
import { z } from 'zod';
import { samePlaces, unread, verdict } from '../grading.ts';
import { saidIn, takeText, type Grader } from './grader.ts';

const settings = z.strictObject({});
const BLOCK = /^([ \t]*)(```+|~~~+)[^\n]*\n([^]*?)\n?^[ \t]*\2[ \t]*$/gm;

export const codeGrader: Grader<object> = {
  name: 'code',
  about: 'The answer’s only block of code, or the whole answer where it has none, is the target.',
  settings,
  take: takeText,
  grade(answer, target) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    const blocks = new Set(
      [...read.said.matchAll(BLOCK)].map(([, indent, , text]) => linesOf(withoutIndent(text!, indent!)).join('\n')),
    );
    if (blocks.size > 1) return unread('single block of code', target);
    const [block] = blocks;
    const [found, wanted] = [linesOf(block ?? read.said), linesOf(target as string)];
    return verdict(found.join('\n'), target, found.join('\n') === wanted.join('\n'), samePlaces(found, wanted));
  },
  write: (target) => target as string,
};

function linesOf(text: string): string[] {
  const lines = text.split(/\r\n?|\n/).map((line) => line.trimEnd());
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** A block that stands in a list is indented as its fence is. */
function withoutIndent(text: string, indent: string): string {
  return indent === '' ? text : text.replace(new RegExp(`^${indent.replaceAll('\t', '\\t')}`, 'gm'), '');
}
