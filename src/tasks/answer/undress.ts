/**
 * Taking off an answer's dress: HTML, Markdown, LaTeX, citations and links. What is struck through is gone; what is
 * emphasised is as it was. The readers see plain text with a few marks (characters.ts).
 */
import { plainCharacters } from './characters.ts';
import { endOfString, withoutLatex } from './latex.ts';

const STRUCK = [/<!--[^]*?(?:-->|$)/g, /(?<!~)~~(?=[^\s~])([^~]|~(?!~))*?~~(?!~)/g];
const STRUCK_TAG = /<(\/?)(?:del|s|strike)\b[^<>]{0,80}>/gi;
const CITATIONS = [
  /^[ \t]*\[\^[\w-]{1,20}\]:.*$/gm,
  /(?<!\\)\[\^[\w-]{1,20}\]/g,
  /【[^】\n]{0,40}】/g,
  /<sup>\s*\[?\d{1,3}\]?\s*<\/sup>(?<![\d)]<sup>\s*\[?\d{1,3}\]?\s*<\/sup>)/gi,
];
/** References to sources: not for JSON, where the same signs are an array. One that touches a value is an index. */
const BRACKETED = /(?<![\\\])}\w])(?:\[\d{1,3}(?:\s{0,3}[,–-]\s{0,3}\d{1,3}){0,20}\])+/g;
const TAG =
  /<\/?(?:b|i|u|em|strong|p|span|div|code|pre|mark|small|big|font|(?:final[-_]?)?answer|final|output|response|result|solution|value|h[1-6]|li|ul|ol|center|tt|kbd|math|s|body|html)\b[^<>]{0,80}>/gi;
const LINK = /!?\[([^[\]\n]{0,200})\]\((?:https?:|www\.|[/#])[^()\s]{0,300}\)/g;
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>()"]+/g;
const FENCE = /^[ \t]*(?:```|~~~)+[^\n`]*$/gm;
/** A fence that closes behind its last line. */
const FENCE_ON_LAST_LINE = /^([ \t]*```[^\n`]*\n[^`]*[^\s`])```[ \t]*$/gm;
const STARS = /(?<![\p{L}\p{N}*\\])(\*{1,6})(?=[^\s*])([^*\n]+)(?<=[^\s*])\1(?![\p{L}\p{N}*])/gu;
/** Emphasis around mathematics, whose own signs leave spaces behind. */
const STARRED_MATHS =
  /(?<![\p{L}\p{N}*\\])(\*{1,3})(\\(?:[[(,;:]|displaystyle\b)[^*\n]+)(?<=[^\s*\\])\1(?![\p{L}\p{N}*])/gu;
const UNDERLINED_MATHS =
  /(?<![\p{L}\p{N}_\\])(_{1,2})(\\(?:[[(,;:]|displaystyle\b)[^_\n]+)(?<=[^\s_\\])\1(?![\p{L}\p{N}_])/gu;
/** Underscores around something with underscores are part of a name. */
const UNDERSCORES = /(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^_\n]+)(?<=[^\s_])\1(?![\p{L}\p{N}_])/gu;

/** An answer's text as its reader would see it. */
export function undressed(text: string): string {
  const structure = stripped(plainCharacters(text))
    .replace(/[“”„«»「」]/g, '"')
    .replace(BRACKETED, ' ');
  return emphasisOff(withoutLatex(structure.replace(STARRED_MATHS, '$2').replace(UNDERLINED_MATHS, '$2'))).replace(
    /^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]*)+(?=[^\d=]|(?<=[ \t])\d|$))/gm,
    '',
  );
}

/** The same for JSON, whose brackets, braces and strings stay. */
export function undressedJson(text: string): string {
  const plain = stripped(outsideOfStrings(text, plainCharacters));
  return withoutLatex(plain, { json: true }).replaceAll('\u2009', ' ');
}

function stripped(text: string): string {
  const visible = [...STRUCK, ...CITATIONS].reduce((left, gone) => left.replace(gone, ' '), withoutStruckTags(text));
  return visible
    .replace(/<br\s{0,3}\/?>/gi, '\n')
    .replace(/<sup>/gi, '^')
    .replace(/<sub>/gi, '⊗')
    .replace(/<\/su[bp]>/gi, '')
    .replace(TAG, '')
    .replace(LINK, '$1')
    .replace(ADDRESS, 'link')
    .replace(FENCE_ON_LAST_LINE, '$1')
    .replace(FENCE, '');
}

function emphasisOff(text: string): string {
  const once = (left: string) => left.replace(STARS, '$2').replace(UNDERSCORES, '$2');
  return once(once(once(text))).replaceAll('`', '"');
}

/** Without what stands in tags that strike it through; a tag that is not closed strikes nothing. */
function withoutStruckTags(text: string): string {
  const kept: string[] = [];
  let [from, start] = [0, -1];
  for (const { 0: tag, 1: slash, index } of text.matchAll(STRUCK_TAG)) {
    if (!slash && start < 0) start = index;
    if (!slash || start < 0) continue;
    kept.push(text.slice(from, start));
    [from, start] = [index + tag.length, -1];
  }
  return [...kept, text.slice(from)].join(' ');
}

/** JSON strings are content: only what stands between them is changed. */
function outsideOfStrings(text: string, change: (text: string) => string): string {
  const pieces: string[] = [];
  let from = 0;
  for (let i = text.indexOf('"'); i >= 0; i = text.indexOf('"', i)) {
    const end = endOfString(text, i);
    if (end === null) {
      const line = text.indexOf('\n', i);
      if (line < 0) break;
      i = line;
      continue;
    }
    pieces.push(change(text.slice(from, i)), text.slice(i, end));
    [from, i] = [end, end];
  }
  return [...pieces, change(text.slice(from))].join('');
}
