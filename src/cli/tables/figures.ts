/** Figures of finished runs as text, and Markdown tables of them, alike for every command that prints one. */
import type { Interval } from '../../core/statistics.ts';
import type { View } from '../../record/fold/view.ts';

/** One figure of every row. */
export interface Column<Row> {
  title: string;
  of(row: Row): string;
}

/** Prints a Markdown table, one line a row. */
export function printTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
  console.log(`| ${columns.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${columns.map(() => '---').join('|')}|`);
  for (const row of rows) console.log(`| ${columns.map((column) => column.of(row)).join(' | ')} |`);
}

/** A text that a person wrote, in a cell of a table. */
export function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** A mean with its bounds, each written by `text`; of one seed the mean alone. */
export function interval({ mean, low, high }: Bounds, text = (value: number) => value.toFixed(3)): string {
  if (!Number.isFinite(low)) return `${text(mean)} (n = 1, no interval)`;
  return `${text(mean)} (${text(low)} to ${text(high)})`;
}

/** The same of a share, which is never above 1 or below 0, whatever its interval’s arithmetic says. */
export function shareInterval(share: Bounds, digits: number): string {
  return interval(share, (value) => Math.min(1, Math.max(0, value)).toFixed(digits));
}

type Bounds = Pick<Interval, 'mean' | 'low' | 'high'>;

export function inPercent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

export function range(values: readonly number[]): string {
  return `${Math.min(...values)} to ${Math.max(...values)}`;
}

/** Births between the youngest line's newest member and its founder. */
export function deepest(organelles: View['organelles']): number {
  return Math.max(...[...organelles.values()].map(({ depth }) => depth));
}

/** Means over the first and the last twenty generations, the founding left out. */
export function firstAndLast(values: readonly number[], scale: number, digits: number, unit = ''): string {
  const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0) / some.length;
  const text = (some: readonly number[]) => `${(scale * mean(some)).toFixed(digits)}${unit}`;
  return `${text(values.slice(1, 21))}, ${text(values.slice(1).slice(-20))}`;
}
