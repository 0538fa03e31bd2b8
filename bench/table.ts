/** Prints measurements for people. */
import { isMet, type Measurement } from './registry.ts';

const headings = ['key', 'value', 'to reach', 'met', 'what'];

/** The measurements as a table of aligned columns. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [headings, ...measurements.map(row)];
  const widths = headings.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) => cells.map((cell, column) => align(cell, widths[column]!, column)).join('  ')).join('\n');
}

function row(measurement: Measurement): string[] {
  const met = isMet(measurement);
  const answer = met === undefined ? '' : met ? 'yes' : 'NO';
  return [measurement.key, figure(measurement.value), bound(measurement), answer, measurement.what];
}

/** Three significant digits, or all digits of the whole part when it has more; a dash for what was not measured. */
function figure(value: number | null): string {
  if (value === null) return '–';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.max(Math.abs(value), 1e-9))));
  return value.toLocaleString('en', { maximumFractionDigits: Math.min(decimals, 6) });
}

function bound({ toReach }: Measurement): string {
  if (!toReach) return '';
  return 'atLeast' in toReach ? `≥ ${figure(toReach.atLeast)}` : `≤ ${figure(toReach.atMost)}`;
}

function align(cell: string, width: number, column: number): string {
  return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width);
}
