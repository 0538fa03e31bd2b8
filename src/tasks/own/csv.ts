/**
 * Comma-separated values as RFC 4180 has them: cells in quotes may hold commas, line breaks and doubled quotes. Separators
 * are commas, semicolons or tabs, whichever the first line has most of. Every record knows the line on which it begins.
 */

interface CsvRecord {
  line: number;
  cells: string[];
}

interface CsvFault {
  line: number;
  why: string;
}

/** Records of a table, lines without anything left out. @param separator  found in the first line unless told */
export function csvRecords(
  text: string,
  separator = separatorOf(text),
): { records: CsvRecord[]; fault: CsvFault | null } {
  const records: CsvRecord[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const record: CsvRecord = { line, cells: [] };
    for (;;) {
      const cell = text[at] === '"' ? quotedCell(text, at, separator) : plainCell(text, at, separator);
      if ('why' in cell) return { records, fault: { line: record.line, why: cell.why } };
      record.cells.push(cell.value);
      line += breaksIn(text.slice(at, cell.end));
      at = cell.end + 1;
      if (text[cell.end] === separator) continue;
      if (text[cell.end] === '\r' && text[at] === '\n') at += 1;
      line += 1;
      break;
    }
    if (record.cells.length > 1 || record.cells[0]!.trim() !== '') records.push(record);
  }
  return { records, fault: null };
}

type Cell = { value: string; end: number } | { why: string };

function plainCell(text: string, from: number, separator: string): Cell {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(from, end), end };
}

function quotedCell(text: string, from: number, separator: string): Cell {
  const parts: string[] = [];
  for (let start = from + 1; ;) {
    const quote = text.indexOf('"', start);
    if (quote < 0) return { why: 'a quote that opens here is never closed' };
    parts.push(text.slice(start, quote));
    if (text[quote + 1] === '"') {
      parts.push('"');
      start = quote + 2;
      continue;
    }
    const end = quote + 1;
    const next = text[end];
    if (next !== undefined && next !== separator && next !== '\n' && next !== '\r')
      return { why: 'something stands between the quote that closes a cell and the separator' };
    return { value: parts.join(''), end };
  }
}

function separatorOf(text: string): string {
  const first = /^[^\r\n]*/.exec(text)![0];
  const count = (sign: string) => first.split(sign).length - 1;
  return [',', ';', '\t'].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
}

function breaksIn(text: string): number {
  return (text.match(/\r\n?|\n/g) ?? []).length;
}
