/**
 * The YAML of an experiment file, of which a person may have written anything: read whole, or refused in one sentence that
 * names the file, the line and the cause. Read strictly, so that nothing means something else than it says: names are
 * words, each stands once, and an alias only repeats what is written above it. Merge keys (`<<`) are read.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type Alias,
  type Document,
  type Pair,
} from 'yaml';
import { invalidExperiment, type Written } from './experiment-mistakes.ts';

/** An experiment file is a page or two; this many characters are no experiment. */
const MOST_CHARACTERS = 2 ** 20;
/** No encoding takes more for a text of that length. */
export const MOST_EXPERIMENT_BYTES = 3 * MOST_CHARACTERS;
/** Lists and groups inside one another; no parameter lies deeper than three. */
const MOST_LEVELS = 64;

/** An experiment file: its text, or its bytes as they lie on a disk, in UTF-8 or UTF-16. */
export type FileContent = string | Uint8Array;

/** @param file  its name, for sentences; throws LabError `experiment-invalid` */
export function readYaml(content: FileContent, file?: string): Written {
  const isTooLarge = typeof content !== 'string' && content.length > MOST_EXPERIMENT_BYTES;
  const text = isTooLarge ? null : decoded(content, file);
  if (text === null || text.length > MOST_CHARACTERS)
    throw invalidExperiment('its length: it is longer than a million characters', file);
  const instead = impostorIn(text);
  if (instead !== undefined) throw invalidExperiment(`its beginning: ${instead}`, file);
  const lines = new LineCounter();
  requireShallow(text, file);
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const lineAt = (offset: number) => `line ${lines.linePos(offset).line}`;
  const [error] = [...document.errors, ...document.warnings];
  if (error)
    throw invalidExperiment(
      `${lineAt(error.pos[0])}: ${ODD_SPACE.test(lineOf(text, error.pos[0])) ? ODD_SPACE_WORDS : wordsOf(error)}`,
      file,
    );
  const written = { document, lines, file };
  requirePlain(document, (offset, what) => invalidExperiment(`${lineAt(offset)}: ${what}`, file));
  try {
    return { ...written, value: document.toJS() as unknown };
  } catch (cause) {
    // Only aliases that multiply are left: a few lines that would unfold to millions.
    const at = firstAlias(document)?.range?.[0] ?? 0;
    throw invalidExperiment(`${lineAt(at)}: its aliases repeat too much (${(cause as Error).message})`, file);
  }
}

/** What a byte order mark says, else UTF-8. A text that was decoded as another encoding than its own is told as that. */
function decoded(content: FileContent, file?: string): string {
  const wrong = () =>
    invalidExperiment(
      startsAsZip(content)
        ? 'its first bytes: it is a zip archive, as the file of a run is, which the page opens under Import'
        : 'its encoding: it is no text in UTF-8, nor in UTF-16 with a byte order mark; save it as UTF-8',
      file,
    );
  if (typeof content === 'string') {
    if (content.startsWith('\ufffd\ufffd') || content.includes('\0')) throw wrong();
    return withPlainBreaks(content.replace(/^\ufeff/, ''));
  }
  try {
    const text = new TextDecoder(encodingOf(content), { fatal: true }).decode(content);
    if (!text.includes('\0')) return withPlainBreaks(text);
  } catch {
    throw wrong();
  }
  throw wrong();
}

/** A carriage return alone ends a line too (YAML 1.2, 5.4), which the parser does not know. */
function withPlainBreaks(text: string): string {
  return text.replace(/\r(?!\n)/g, '\n');
}

/** What was saved in place of an experiment, where its first words say it. */
function impostorIn(text: string): string | undefined {
  if (/^\s*<(!doctype\s+html|html|head|body)\b/i.test(text)) return 'it is a web page (HTML)';
  if (text.startsWith('version https://git-lfs.')) return 'it is a Git LFS pointer, cloned without git-lfs';
  return undefined;
}

function startsAsZip(content: FileContent): boolean {
  const first = typeof content === 'string' ? content : String.fromCharCode(...content.subarray(0, 4));
  return first.startsWith('PK\u0003\u0004');
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Refuses what would be nested deeper than the composer, which calls itself for each level, can follow. */
function requireShallow(text: string, file?: string): void {
  const parser = new Parser();
  let line = 1;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) void token;
    line += lexeme.split('\n').length - 1;
    if (parser.stack.length > MOST_LEVELS) throw invalidExperiment(`line ${line}: it is nested too deeply`, file);
  }
}

const PLAIN_WORDS: Record<string, string> = {
  DUPLICATE_KEY: 'the same name stands twice in one group',
  MULTIPLE_DOCS: 'a second document begins here (---); a file holds one experiment',
  TAB_AS_INDENT: 'a tab indents this line; YAML wants spaces',
};

function wordsOf({ code, message }: Document['errors'][number]): string {
  const said = message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return PLAIN_WORDS[code] ?? `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function lineOf(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? undefined : end);
}

/** Pages and word processors write spaces that YAML takes for letters, which trips it later in the line. */
const ODD_SPACE = /[\u00a0\u2000-\u200b\u202f\u3000]/;
const ODD_SPACE_WORDS = 'a space of another kind than the space bar writes stands here, and YAML takes it for a letter';

type Refusal = (offset: number, what: string) => Error;

/** What a value may be marked as; other marks make something else of it than it looks like. */
const PLAIN_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((kind) => `tag:yaml.org,2002:${kind}`),
);

/** Values are what they look like, names words; aliases name an anchor above that does not hold them; merge keys take groups. */
function requirePlain(document: Document.Parsed, refusal: Refusal): void {
  visit(document, {
    Value: (_, { tag, range }) => {
      if (tag !== undefined && !PLAIN_TAGS.has(tag))
        throw refusal(range![0], `${tag.replace(/^.*:/, '!!')} makes no value that an experiment has`);
    },
    Alias: (_, alias) => requireResolved(alias, document, refusal),
    Pair: (_, pair) => requireName(pair, document, refusal),
  });
}

function requireResolved(alias: Alias, document: Document.Parsed, refusal: Refusal): void {
  const at = alias.range![0];
  const target = alias.resolve(document);
  if (!target) throw refusal(at, `the alias *${alias.source} names no anchor (&${alias.source}) above it`);
  const [from, to] = target.range!;
  if (from <= at && at < to) throw refusal(at, `the alias *${alias.source} stands inside what it repeats`);
}

function requireName(pair: Pair, document: Document.Parsed, refusal: Refusal): void {
  const key = pair.key as { range?: [number, number, number] | null };
  const at = key?.range?.[0] ?? 0;
  if (!isScalar(key)) throw refusal(at, 'a list, a group or an alias stands where a name should be');
  if (key.value === '<<' || typeof key.value === 'symbol') return requireMergeable(pair.value, document, at, refusal);
  if (typeof key.value !== 'string') throw refusal(at, `“${String(key.source ?? '')}” is no name`);
  if (ODD_SPACE.test(key.value)) throw refusal(at, ODD_SPACE_WORDS);
  if (key.value === '__proto__') throw refusal(at, 'there is no such key (__proto__)');
}

function requireMergeable(value: unknown, document: Document.Parsed, at: number, refusal: Refusal): void {
  const sources = isCollection(value) && !isMap(value) ? value.items : [value];
  const areGroups = sources.every((source) => isMap(isAlias(source) ? source.resolve(document) : source));
  if (!areGroups) throw refusal(at, 'the merge key << takes a group, an alias of one, or a list of these');
}

function firstAlias(document: Document.Parsed): Alias | undefined {
  let first: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      first = alias;
      return visit.BREAK;
    },
  });
  return first;
}
