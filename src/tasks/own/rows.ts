/**
 * A task file's rows before anything is known of tasks: JSON Lines, a JSON list, CSV with a line of names, or a list in
 * YAML, told apart by name and content. Every row knows its line; a row that cannot be read is told, and the others are read.
 */
import { isMap, isScalar, isSeq, Lexer, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { doubledKey, hasProto } from '../../base/json-keys.ts';
import { unreadableTasks, type Oddity } from './faults.ts';
import { csvRecords } from './csv.ts';
import { MOST_TASKS, MOST_YAML_PARTS } from './limits.ts';

/** A row as it is written: names and values. */
export interface RawRow {
  line: number;
  fields: Readonly<Record<string, unknown>>;
  /** Its values are texts that stand for what they say, as in a table. */
  isTable: boolean;
}

interface RawRows {
  rows: RawRow[];
  oddities: Oddity[];
}

/** @param file  its name, which may say what it is. Throws LabError `tasks-unreadable`. */
export function rowsOf(text: string, file?: string): RawRows {
  const extension = file === undefined ? '' : (/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '');
  const body = text.replace(/^\ufeff/, '');
  if (extension === 'csv' || extension === 'tsv') return ofTable(body, extension === 'tsv' ? '\t' : undefined, file);
  if (extension === 'yaml' || extension === 'yml') return ofYaml(body, file);
  const first = body.trimStart();
  if (first.startsWith('[')) return ofList(body, file);
  if (first.startsWith('{')) return ofLines(body, file);
  if (/^(?:#[^\n]*\n|---[^\n]*\n|\s)*-\s/.test(body)) return ofYaml(body, file);
  if (extension === 'jsonl' || extension === 'ndjson' || extension === 'json') return ofLines(body, file);
  return ofTable(body, undefined, file);
}

function ofLines(text: string, file?: string): RawRows {
  const rows: RawRow[] = [];
  const oddities: Oddity[] = [];
  let line = 0;
  for (const written of text.split(/\r\n?|\n/)) {
    line += 1;
    if (written.trim() === '') continue;
    requireRoom(rows.length + oddities.length, file);
    try {
      const value = JSON.parse(written) as unknown;
      const doubled = doubledKey(written);
      if (doubled !== undefined) oddities.push({ line, why: `it names “${doubled}” twice` });
      else if (isFields(value)) rows.push({ line, fields: value, isTable: false });
      else
        oddities.push({
          line,
          why: hasProto(value) ? 'it names “__proto__”' : 'it is no object with names and values',
        });
    } catch (thrown) {
      oddities.push({ line, why: `it is no JSON (${(thrown as Error).message.split(/[\n(]/)[0]!.trim()})` });
    }
  }
  if (rows.length === 0 && oddities.length > 1)
    throw unreadableTasks('none of its lines is JSON, so it is no file of JSON Lines', file);
  return { rows, oddities };
}

function ofList(text: string, file?: string): RawRows {
  let list: unknown[];
  try {
    list = JSON.parse(text) as unknown[];
  } catch {
    return ofYaml(text, file); // a list in YAML may begin so; if it is none either, YAML knows the line
  }
  requireRoom(list.length - 1, file);
  const lines = linesOfItems(text);
  const rows: RawRow[] = [];
  const oddities: Oddity[] = [];
  list.forEach((value, i) => {
    if (isFields(value)) rows.push({ line: lines[i]!, fields: value, isTable: false });
    else oddities.push({ line: lines[i]!, why: 'it is no object with names and values' });
  });
  return { rows, oddities };
}

/** The lines on which the items of a valid JSON array begin. */
function linesOfItems(text: string): number[] {
  const lines: number[] = [];
  let [line, depth, isNext] = [1, 0, false];
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"|\r\n?|\n|[[\]{},]|[^\s",[\]{}]+/g)) {
    if (/^[\r\n]/.test(token)) {
      line += 1;
      continue;
    }
    if (isNext && depth === 1 && token !== ']') lines.push(line);
    isNext = depth <= 1 && (token === ',' || (token === '[' && depth === 0));
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
  }
  return lines;
}

function ofTable(text: string, separator: string | undefined, file?: string): RawRows {
  const { records, fault } = csvRecords(text, separator);
  const [head, ...body] = records;
  if (fault) throw unreadableTasks(`line ${fault.line}: ${fault.why}`, file);
  if (!head?.cells.some((name) => /^\s*(?:prompt|messages)\s*$/.test(name)))
    throw unreadableTasks(
      'it is neither JSON Lines nor a list in YAML, and its first line names no column “prompt”',
      file,
    );
  const names = head.cells.map((name) => name.trim());
  const doubled = names.find((name, i) => names.indexOf(name) !== i);
  if (doubled !== undefined) throw unreadableTasks(`its first line names the column “${doubled}” twice`, file);
  const rows: RawRow[] = [];
  const oddities: Oddity[] = [];
  for (const { line, cells } of body) {
    requireRoom(rows.length + oddities.length, file);
    if (cells.every((cell) => cell.trim() === '')) continue; // a row of separators alone is an empty line
    const has = `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}`;
    if (cells.length !== names.length)
      oddities.push({ line, why: `it has ${has}, and the first line names ${names.length} columns` });
    else rows.push({ line, fields: Object.fromEntries(names.map((name, i) => [name, cells[i]])), isTable: true });
  }
  return { rows, oddities };
}

function ofYaml(text: string, file?: string): RawRows {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  try {
    requireShortYaml(text, file);
    const document = parseDocument(text, { lineCounter: lines, merge: true });
    // A tag that nobody knows is a warning, and a value that is not what its writer means.
    const [fault] = [...document.errors, ...document.warnings];
    if (fault) {
      const [said] = fault.message.split(/\n| at line|;/);
      throw unreadableTasks(`line ${lineAt(fault.pos[0])}: ${said}`, file);
    }
    const list = document.contents;
    if (!isSeq(list)) throw unreadableTasks('it is no list of tasks', file);
    requireRoom(list.items.length - 1, file);
    const rows: RawRow[] = [];
    const oddities: Oddity[] = [];
    list.items.forEach((item) => {
      const line = lineAt((item as { range?: readonly number[] | null }).range?.[0] ?? 0);
      const fields: unknown = isMap(item) && hasNames(item) ? item.toJS(document) : null;
      if (isFields(fields)) rows.push({ line, fields, isTable: false });
      else oddities.push({ line, why: 'it is no group of names and values' });
    });
    return { rows, oddities };
  } catch (thrown) {
    if (!(thrown instanceof RangeError || thrown instanceof ReferenceError)) throw thrown;
    throw unreadableTasks('it is nested too deeply, or its aliases repeat too much or name nothing', file, thrown);
  }
}

/** YAML is read as a whole, with far more memory than the text has; so it is looked through first, piece by piece. */
function requireShortYaml(text: string, file?: string): void {
  const parts = new Lexer().lex(text);
  for (let count = 0; !parts.next().done; count++) {
    if (count === MOST_YAML_PARTS)
      throw unreadableTasks('it is too long for YAML, which is read as a whole; write it as JSON Lines', file);
  }
}

function hasNames({ items }: YAMLMap): boolean {
  return items.every(({ key }) => isScalar(key) && key.value !== null);
}

function requireRoom(rows: number, file?: string): void {
  if (rows >= MOST_TASKS) throw unreadableTasks(`it has more than ${MOST_TASKS.toLocaleString('en')} rows`, file);
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !hasProto(value);
}
