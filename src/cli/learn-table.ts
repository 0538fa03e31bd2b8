/** What learning achieved, as a Markdown table: one row a trial, and under it nothing that was not measured. */
import type { Interval } from '../core/statistics.ts';
import type { LearningResult } from './learn.ts';

const COLUMNS: readonly { title: string; of(result: LearningResult): string }[] = [
  { title: 'rule', of: ({ rule }) => rule },
  { title: 'family', of: ({ family }) => `\`${family}\`` },
  { title: 'seed', of: ({ seed }) => String(seed) },
  {
    title: 'updates',
    of: ({ updates, dropped }) => (dropped > 0 ? `${updates} (${dropped} dropped)` : String(updates)),
  },
  { title: 'n', of: ({ before }) => String(before.n) },
  { title: 'before', of: ({ before }) => interval(before) },
  { title: 'after', of: ({ after }) => interval(after) },
  { title: 'difference', of: ({ difference }) => interval(difference) },
  { title: 'tokens', of: ({ tokensBefore, tokensAfter }) => `${tokensBefore.toFixed(1)} → ${tokensAfter.toFixed(1)}` },
  { title: 'TFLOPs, attempts + learning', of: ({ flops }) => `${tera(flops.attempt)} + ${tera(flops.learn)}` },
];

/** Shares are with Wilson's 95 % interval, differences with the paired Student interval on the same tasks. */
export function printTable(results: readonly LearningResult[]): void {
  console.log(`| ${COLUMNS.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${COLUMNS.map(() => ' --- ').join('|')}|`);
  for (const result of results) console.log(`| ${COLUMNS.map((column) => column.of(result)).join(' | ')} |`);
}

function interval({ mean, low, high }: Interval): string {
  return `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function tera(flops: number): string {
  return (flops / 1e12).toFixed(2);
}
