/**
 * Tables on their way out of the lab: columns of one type each, as CSV (RFC 4180) or as Parquet. Missing numbers are empty
 * fields in the one and nulls in the other.
 */
import { parquetWriteBuffer } from 'hyparquet-writer';
import { textFile, type RunFacts } from './run.ts';

export type TableColumn =
  | { name: string; type: 'whole' | 'number'; values: readonly (number | null)[] }
  | { name: string; type: 'text'; values: readonly (string | null)[] }
  | { name: string; type: 'flag'; values: readonly (boolean | null)[] };

export interface ColumnTable {
  columns: readonly TableColumn[];
}

/** NaN and infinities are no numbers to most readers: they are left empty. */
function isMissing(value: number | string | boolean | null): value is null {
  return value === null || (typeof value === 'number' && !Number.isFinite(value));
}

/** @throws RangeError for columns of different lengths */
function rowsIn({ columns }: ColumnTable): number {
  const rows = columns[0]?.values.length ?? 0;
  const other = columns.find(({ values }) => values.length !== rows);
  if (other) throw new RangeError(`${other.name} has ${other.values.length} rows of ${rows}`);
  return rows;
}

/** Lines end with CR LF; a field with a comma, a quote or a line break is quoted. */
export function writeCsv(table: ColumnTable): Uint8Array<ArrayBuffer> {
  const { columns } = table;
  const lines = [columns.map(({ name }) => field(name)).join(',')];
  for (let row = 0; row < rowsIn(table); row++) lines.push(columns.map(({ values }) => field(values[row]!)).join(','));
  return textFile(`${lines.join('\r\n')}\r\n`);
}

function field(value: number | string | boolean | null): string {
  if (isMissing(value)) return '';
  const text = String(value);
  // A text that is empty is no missing one.
  if (text === '') return '""';
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const PARQUET_TYPES = { whole: 'INT64', number: 'DOUBLE', text: 'STRING', flag: 'BOOLEAN' } as const;

/** Snappy-compressed; the run is told in the file's own metadata, under `evolora.run`. */
export function writeParquet(table: ColumnTable, facts: RunFacts): Uint8Array<ArrayBuffer> {
  rowsIn(table);
  const columnData = table.columns.map(({ name, type, values }) => ({
    name,
    type: PARQUET_TYPES[type],
    data: values.map((value) => {
      if (isMissing(value)) return null;
      return type === 'whole' ? BigInt(value) : value;
    }),
  }));
  const kvMetadata = [{ key: 'evolora.run', value: JSON.stringify(facts) }];
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: 'evolora-lab' }));
}
