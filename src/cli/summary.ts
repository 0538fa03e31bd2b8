/** `evolora summary`: what happened in some runs, as one Markdown table, from their journals alone. */
import { LabError } from '../core/errors.ts';
import { foldRecord } from '../record/fold.ts';
import type { View } from '../record/view.ts';
import { DirectoryStore } from './store-directory.ts';

/** One figure of a finished run. */
interface Column {
  title: string;
  of(view: View): string;
}

const COLUMNS: readonly Column[] = [
  { title: 'seed', of: ({ run }) => run.seed },
  { title: 'generations', of: ({ generation }) => String(generation) },
  { title: 'population, least to most', of: ({ series }) => range(series.population.slice(1)) },
  { title: 'births', of: ({ totals }) => String(totals.births) },
  { title: 'deaths', of: ({ totals }) => String(totals.deaths) },
  { title: 'longest without a birth', of: ({ series }) => String(longestRun(series.births.slice(1), (n) => n === 0)) },
  { title: 'deepest lineage', of: ({ organelles }) => String(deepest(organelles)) },
  { title: 'solved, first and last 20', of: ({ series }) => firstAndLast(series.solved, 100, 0, ' %') },
  { title: 'mean ROI, first and last 20 (E)', of: ({ series }) => firstAndLast(series.roi, 1, 2) },
  { title: 'coverage at the end', of: ({ series }) => `${(100 * series.coverage.at(-1)!).toFixed(0)} %` },
  { title: 'last measurement: base, portfolio', of: lastMeasurement },
  { title: 'portfolio − base, 95 %', of: lastDifference },
];

/** Prints one row a directory. */
export async function summaryCommand(directories: readonly string[]): Promise<void> {
  const views: View[] = [];
  for (const directory of directories) views.push(await viewOf(directory));
  console.log(`| ${COLUMNS.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${COLUMNS.map(() => '---').join('|')}|`);
  for (const view of views) console.log(`| ${COLUMNS.map((column) => column.of(view)).join(' | ')} |`);
}

async function viewOf(directory: string): Promise<View> {
  const store = await DirectoryStore.open(directory);
  const [run] = await store.listRuns();
  if (!run) {
    throw new LabError('run-missing', `There is no run in ${directory}.`, 'Make one with the command `run`.');
  }
  const records = await store.readRecords(run.id, 0, run.generations);
  return records.reduce<View | null>(foldRecord, null)!;
}

function range(values: readonly number[]): string {
  return `${Math.min(...values)} to ${Math.max(...values)}`;
}

function longestRun(values: readonly number[], counts: (value: number) => boolean): number {
  let longest = 0;
  let current = 0;
  for (const value of values) {
    current = counts(value) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

function deepest(organelles: View['organelles']): number {
  return Math.max(...[...organelles.values()].map(({ depth }) => depth));
}

/** Means over the first and the last twenty generations, the founding left out. */
function firstAndLast(values: readonly number[], scale: number, digits: number, unit = ''): string {
  const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0) / some.length;
  const text = (some: readonly number[]) => `${(scale * mean(some)).toFixed(digits)}${unit}`;
  return `${text(values.slice(1, 21))}, ${text(values.slice(1).slice(-20))}`;
}

function lastMeasurement({ measurements }: View): string {
  const last = measurements.at(-1);
  return last ? `${last.base.mean.toFixed(2)}, ${last.portfolio.mean.toFixed(2)} (n = ${last.tasks})` : 'none';
}

function lastDifference({ measurements }: View): string {
  const last = measurements.at(-1)?.portfolioDifference;
  return last ? `${last.mean.toFixed(2)} (${last.low.toFixed(2)} to ${last.high.toFixed(2)})` : 'none';
}
