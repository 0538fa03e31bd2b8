/**
 * `evolora summary`: what happened in some runs, as one Markdown table, from their journals alone. No model is needed; one
 * that is named must be the one they live on.
 */
import type { View } from '../../record/fold/view.ts';
import { deepest, firstAndLast, printTable, range, type Column } from '../tables/figures.ts';
import { describeChosenHost, type ChosenHost } from '../open-host.ts';
import { readSaved, requireHost } from '../saved-run.ts';

const COLUMNS: readonly Column<View>[] = [
  { title: 'seed', of: ({ run }) => run.seed },
  { title: 'model', of: ({ run }) => run.host.name },
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

/**
 * Prints one row a directory.
 * @param chosen  with a host, only runs that live on it are taken
 * Throws LabErrors of `readSaved` and `requireHost`, or what reading the model throws.
 */
export async function summaryCommand(directories: readonly string[], chosen: ChosenHost = {}): Promise<void> {
  const host = chosen.host === undefined ? null : await describeChosenHost(chosen);
  const views: View[] = [];
  for (const directory of directories) {
    const { view } = await readSaved(directory);
    if (host) requireHost(directory, view, host.identity);
    views.push(view);
  }
  printTable(COLUMNS, views);
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

function lastMeasurement({ measurements }: View): string {
  const last = measurements.at(-1);
  return last ? `${last.base.mean.toFixed(2)}, ${last.portfolio.mean.toFixed(2)} (n = ${last.tasks})` : 'none';
}

function lastDifference({ measurements }: View): string {
  const last = measurements.at(-1)?.portfolioDifference;
  return last ? `${last.mean.toFixed(2)} (${last.low.toFixed(2)} to ${last.high.toFixed(2)})` : 'none';
}
