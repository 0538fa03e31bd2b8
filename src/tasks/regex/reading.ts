/**
 * Finding a pattern, or a list of strings, in an answer. A fence, quotes, slashes and a label are dress; every character
 * of a pattern has a meaning, so nothing else is ever taken off it, not even a full stop.
 */
import { doubted } from '../answer/doubt.ts';
import { jsonIn } from '../answer/json.ts';
import { spoken } from '../answer/spoken.ts';
import { tokensOf } from '../answer/tokens.ts';
import { undressed } from '../answer/undress.ts';

const FENCE = /```[^\n`]*\n([^`]*)(?:```|$)/g;
const CODE = /(?<!`)`([^`\n]+)`(?!`)/g;
const STRUCK = /~~(?=\S)(?:`[^`\n]*`|[^~`\n])+~~/g;
const LABEL =
  /^\s*(?:the\s+)?(?:final\s+)?(?:answer|pattern|regex|regexp|regular expression|strings?)\s*(?:is|are|:|=)\s*:?\s*/i;
/** A JavaScript literal: `/pattern/flags`. */
const LITERAL = /^\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+)\/([dgimsuvy]*)$/;
const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+/;
const ITEM_DRESS = /^(\*\*|__|["'`*])(.*)\1$/;
/** More letters than any answer has; what comes after is not read. */
const MOST_READ = 10_000;
/** Stands for the chosen code when its sentence is read. */
const CHOSEN = 'ⓥ';

/**
 * The pattern that an answer gives: the first in code other than the one that was given, else its first line of content.
 * Null when there is none, or when the answer does not stand by it: denied, struck out, one of two, or asked.
 */
export function patternOf(answer: string, given?: string): string | null {
  const text = spoken(answer)?.slice(0, MOST_READ);
  if (text === undefined) return null;
  const code = chosenCode(text, given);
  if (code === null) return null;
  const line = contentLines(code ?? text)[0];
  if (line === undefined) return null;
  const bare = withoutDelimiters(code === undefined ? line.replace(LABEL, '') : line);
  return bare === '' ? null : bare;
}

/** The code that an answer stands by, null when it stands by none of its code, undefined when it has none. */
function chosenCode(answer: string, given: string | undefined): string | null | undefined {
  const text = answer.replace(STRUCK, ' ');
  const kind = text.search(FENCE) < 0 ? CODE : FENCE;
  const spans = [...text.matchAll(kind)];
  const chosen = spans.find(([, code]) => code!.trim() !== given) ?? spans[0];
  if (!chosen) return undefined;
  const around = text.replace(kind, (whole, _code, at: number) => (at === chosen.index ? CHOSEN : ' code '));
  const tokens = tokensOf(undressed(around));
  const at = tokens.findIndex(({ text: word }) => word === CHOSEN);
  if (at < 0 || doubted(tokens, at)) return null;
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const joined = [before?.text, after?.text].some((word) => word === 'or' || word === 'and');
  const glued = after?.spaced === false && after.kind !== 'line' && !/^[.,;:!)"'\]]$/.test(after.text);
  return joined || glued ? null : chosen[1];
}

/** The strings that an answer lists, each once: as JSON, one a line, or with commas. Null when there is none. */
export function stringsOf(answer: string): string[] | null {
  const text = spoken(answer)?.slice(0, MOST_READ);
  if (text === undefined) return null;
  const read = jsonIn(text, 'list of strings');
  const json = 'value' in read ? read.value : null;
  if (json !== null && !isReference(json))
    return Array.isArray(json) && json.every((item) => typeof item === 'string') ? [...new Set(json)] : null;
  if ('missing' in read && read.missing.endsWith('alone')) return null;
  const visible = text
    .replace(/~~(?=\S)[^~\n]+~~/g, ' ')
    .replace(/\[\^?\d{1,3}\]/g, ' ')
    .replace(/\\([_*.+:/-])/g, '$1');
  const items = contentLines([...visible.matchAll(FENCE)][0]?.[1] ?? visible)
    .flatMap((line) => line.replace(LABEL, '').replace(BULLET, '').split(','))
    .map((item) => item.trim().replace(ITEM_DRESS, '$2'))
    .filter(Boolean);
  return items.length === 0 || items.some((item) => /\?$|^(?:or|not|and)\b/i.test(item)) ? null : [...new Set(items)];
}

function isReference(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
}

/** Lines that are not empty and do not merely announce the next one. */
function contentLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[A-Za-z].*:$/.test(line));
}

/** Without quotes or slashes around it. Of the flags of a literal, two change what is matched, and come along. */
function withoutDelimiters(text: string): string {
  const bare = text.replace(/^r?(["'])(.*)\1$/, '$2');
  const literal = LITERAL.exec(bare);
  if (!literal) return bare;
  const flags = [...'is'].filter((flag) => literal[2]!.includes(flag)).join('');
  return (flags && `(?${flags})`) + literal[1]!;
}
