/**
 * Finding a pattern, or a list of strings, in an answer. A fence, quotes, slashes and a label are dress; every character
 * of a pattern has a meaning, so nothing else is ever taken off it, not even a full stop.
 */
import { doubted, insideCall, leftOf } from '../answer/doubt.ts';
import { mislabelled } from '../answer/foreign.ts';
import { jsonIn } from '../answer/json.ts';
import { spoken } from '../answer/spoken.ts';
import { tokensOf, type Token } from '../answer/tokens.ts';
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
/** Tags around a whole answer. */
const TAGGED = /^\s*<((?:final_)?answer|output|response|result|pattern|regex)>([^]*)<\/\1>\s*$/i;
/** What the chosen code is set apart from: "this, not that". */
const APART = /ⓥ[,;]?\s*[(—–]?\s*(?:and )?(?:not|rather than|instead of) (?:the )?\s*code\s*\)?/g;
const REJECTED = /\bnot\s+code[,;]?\s+(?:but|it is|it's)\s+(?=ⓥ)/gi;
/** Two pieces of code with nothing but a sign between them. */
const ALTERNATIVES = /ⓥ\s*(?:\/|\||,|;|\bor\b|\band\b|&)\s*code|code\s*(?:\/|\||\bor\b|&)\s*ⓥ/;
const AGAINST_ITSELF = /\b(?:not|rather than|instead of)\s+same\b|\bnot\s+ⓥ[^]*\bsame\b/i;
/** More letters than any answer has; what comes after is not read. */
const MOST_READ = 10_000;
/** Stands for the chosen code when its sentence is read. */
const CHOSEN = 'ⓥ';

/**
 * The pattern that an answer gives: the first in code other than the one that was given, else its first line of content.
 * Null when there is none, or when the answer does not stand by it: denied, struck out, one of two, or asked.
 */
export function patternOf(answer: string, given?: string): string | null {
  const text = spoken(answer)?.slice(0, MOST_READ).replace(TAGGED, '$2');
  if (text === undefined) return null;
  const code = chosenCode(text, given);
  if (code === null) return null;
  const line = contentLines(code ?? text)[0];
  if (line === undefined || (code === undefined && !standsBy(text, line))) return null;
  const bare = withoutDelimiters(code === undefined ? line.replace(LABEL, '') : line);
  return bare === '' ? null : bare;
}

/** Whether an answer without code stands by its line: what is above and below it does not deny it. */
function standsBy(text: string, line: string): boolean {
  const start = text.indexOf(line);
  const below = text.slice(start + line.length);
  if (/^\s*(?:or|and)\b/i.test(below)) return false;
  const tokens = tokensOf(`${undressed(text.slice(0, start))}\n${CHOSEN}.\n${undressed(below)}`);
  return staysChosen(tokens);
}

function staysChosen(tokens: readonly Token[]): boolean {
  const at = tokens.findIndex(({ text }) => text === CHOSEN);
  const called = at >= 0 && (leftOf(tokens, at).called || insideCall(tokens, at) || mislabelled(tokens, at));
  return at >= 0 && !called && !doubted(tokens, at, { described: true });
}

/** The code that an answer stands by, null when it stands by none of its code, undefined when it has none. */
function chosenCode(answer: string, given: string | undefined): string | null | undefined {
  const text = answer.replace(STRUCK, ' ');
  const kind = text.search(FENCE) < 0 ? CODE : FENCE;
  const spans = [...text.matchAll(kind)];
  const first = spans.findIndex(([, code]) => code!.trim() !== given);
  const rejected = first >= 0 && isRejected(text, spans[first]!, spans[first + 1]);
  const chosen = spans[Math.max(first, 0) + (rejected ? 1 : 0)];
  if (!chosen) return undefined;
  const around = text
    .replace(kind, (_whole, code: string, at: number) =>
      at === chosen.index ? CHOSEN : code === chosen[1] ? ' same ' : ' code ',
    )
    .replace(CODE, ' code ')
    .replace(APART, CHOSEN)
    .replace(REJECTED, '');
  if (ALTERNATIVES.test(around) || AGAINST_ITSELF.test(around)) return null;
  const tokens = tokensOf(undressed(around));
  if (!staysChosen(tokens)) return null;
  const at = tokens.findIndex(({ text: word }) => word === CHOSEN);
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const joined = [before?.text, after?.text].some((word) => word === 'or' || word === 'and');
  const jested =
    after?.kind === 'word' && at + 2 === tokens.length && after.text !== 'matches' && after.text !== 'works';
  const glued = after?.spaced === false && after.kind !== 'line' && !/^[.,;:!)"'\]]$/.test(after.text);
  return joined || glued || jested ? null : chosen[1];
}

/** "Not this but that": the first of two is the one that is not meant. */
function isRejected(text: string, first: RegExpMatchArray, second: RegExpMatchArray | undefined): boolean {
  if (!second) return false;
  const between = text.slice(first.index! + first[0].length, second.index);
  return /\bnot\s+$/i.test(text.slice(0, first.index)) && /^[,;]?\s+(?:but|it is|it's)\s+$/i.test(between);
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
  if (!announced(visible)) return null;
  const items = contentLines([...visible.matchAll(FENCE)][0]?.[1] ?? visible)
    .flatMap((line) => line.replace(LABEL, '').replace(BULLET, '').split(','))
    .map((item) => item.trim().replace(ITEM_DRESS, '$2'))
    .filter(Boolean);
  return items.length === 0 || items.some((item) => /\?$|^(?:or|not|and)\b/i.test(item)) ? null : [...new Set(items)];
}

/** Whether no line that announces the strings says that they are others. */
function announced(text: string): boolean {
  return text
    .split('\n')
    .filter(isHeading)
    .every((line) => {
      const tokens = tokensOf(`${undressed(line)} ${CHOSEN}`);
      return !doubted(tokens, tokens.length - 1) && !/\b(?:unchanged|same|stays?|neither|none|no)\b/i.test(line);
    });
}

function isReference(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
}

/** Lines that are not empty and do not merely announce the next one. */
function contentLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !isHeading(line));
}

function isHeading(line: string): boolean {
  return /^[A-Za-z].*:$/.test(line.trim());
}

/** Without quotes or slashes around it. Of the flags of a literal, two change what is matched, and come along. */
function withoutDelimiters(text: string): string {
  const bare = text.replace(/^r?(["'])(.*)\1$/, '$2');
  const literal = LITERAL.exec(bare);
  if (!literal) return bare;
  const flags = [...'is'].filter((flag) => literal[2]!.includes(flag)).join('');
  return (flags && `(?${flags})`) + literal[1]!;
}
