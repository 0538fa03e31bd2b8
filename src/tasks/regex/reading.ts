/**
 * Finding a pattern, or a list of strings, in an answer. A fence, quotes, slashes and a label are dress; every character
 * of a pattern has a meaning, so nothing else is ever taken off it, not even a full stop.
 */
import { firstJson } from '../json-reading.ts';

const FENCE = /```[^\n`]*\n([^`]*)(?:```|$)/;
const CODE = /(?<!`)`([^`\n]+)`(?!`)/;
const LABEL =
  /^\s*(?:the\s+)?(?:final\s+)?(?:answer|pattern|regex|regexp|regular expression|strings?)\s*(?:is|are|:|=)\s*:?\s*/i;
/** A JavaScript literal: `/pattern/flags`. */
const LITERAL = /^\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/([dgimsuvy]*)$/;
const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+/;
/** More letters than any answer has; what comes after is not read. */
const MOST_READ = 10_000;

/** The pattern that an answer gives: the first in code, else its first line of content. Null when there is none. */
export function patternOf(answer: string): string | null {
  const text = answer.slice(0, MOST_READ);
  const code = FENCE.exec(text)?.[1] ?? CODE.exec(text)?.[1];
  const line = contentLines(code ?? text)[0];
  if (line === undefined) return null;
  const bare = undressed(code === undefined ? line.replace(LABEL, '') : line);
  return bare === '' ? null : bare;
}

/** The strings that an answer lists, each once: as JSON, one a line, or with commas. Null when there is none. */
export function stringsOf(answer: string): string[] | null {
  const text = answer.slice(0, MOST_READ);
  const json = firstJson(text);
  if (json !== null)
    return Array.isArray(json) && json.every((item) => typeof item === 'string') ? [...new Set(json)] : null;
  const items = contentLines(FENCE.exec(text)?.[1] ?? text)
    .flatMap((line) => line.replace(LABEL, '').replace(BULLET, '').split(','))
    .map((item) => item.trim().replace(/^(["'`])(.*)\1$/, '$2'))
    .filter(Boolean);
  return items.length === 0 ? null : [...new Set(items)];
}

/** Lines that are not empty and do not merely announce the next one. */
function contentLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[A-Za-z].*:$/.test(line));
}

/** Without quotes or slashes around it. Of the flags of a literal, two change what is matched, and come along. */
function undressed(text: string): string {
  const bare = text.replace(/^r?(["'])(.*)\1$/, '$2');
  const literal = LITERAL.exec(bare);
  if (!literal) return bare;
  const flags = [...'is'].filter((flag) => literal[2]!.includes(flag)).join('');
  return (flags && `(?${flags})`) + literal[1]!;
}
