/**
 * What learning achieved, as Markdown tables: one row a trial, and, where there are several seeds, one row a rule and family.
 * Nothing stands in them that was not measured.
 */
import { mean, meanInterval, type Interval } from '../../core/statistics.ts';
import type { RuleName } from '../../organelles/plasticity/settings.ts';

/** What was measured of one adapter. */
export interface LearningResult {
  /** the model's name and hash, and the version of the rules that graded; trials kept by older labs lack them */
  model?: string;
  hash?: string;
  rules?: number;
  rule: RuleName;
  family: string;
  /** the form of answer that was wanted; the usual one where none is named */
  custom?: string;
  seed: number;
  updates: number;
  dropped: number;
  /** shares of the test tasks solved, greedy */
  before: Interval;
  after: Interval;
  difference: Interval;
  /** mean new tokens of an answer */
  tokensBefore: number;
  tokensAfter: number;
  flops: { attempt: number; learn: number };
  elapsedMs: number;
}

/** The family, and the form that it wanted. */
function wanted({ family, custom }: LearningResult): string {
  return custom === undefined ? `\`${family}\`` : `\`${family}\`, ${custom}`;
}

const COLUMNS: readonly { title: string; of(result: LearningResult): string }[] = [
  { title: 'model', of: ({ model }) => model ?? '–' },
  { title: 'rule', of: ({ rule }) => rule },
  { title: 'family', of: wanted },
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

/** Seeds of one rule on one family. */
const SUMMARY: readonly { title: string; of(seeds: readonly LearningResult[]): string }[] = [
  { title: 'rule', of: ([first]) => first!.rule },
  { title: 'family', of: ([first]) => wanted(first!) },
  { title: 'n', of: (seeds) => [...new Set(seeds.map(({ before }) => before.n))].join(', ') },
  { title: 'before', of: (seeds) => mean(seeds.map(({ before }) => before.mean)).toFixed(2) },
  { title: 'after, seed by seed', of: (seeds) => seeds.map(({ after }) => after.mean.toFixed(2)).join(', ') },
  { title: 'after', of: (seeds) => mean(seeds.map(({ after }) => after.mean)).toFixed(2) },
  { title: 'difference', of: (seeds) => interval(meanInterval(seeds.map(({ difference }) => difference.mean))) },
  {
    title: 'seeds above zero',
    of: (seeds) => `${seeds.filter(({ difference }) => difference.low > 0).length} of ${seeds.length}`,
  },
  { title: 'tokens', of: (seeds) => `${tokens(seeds, 'tokensBefore')} → ${tokens(seeds, 'tokensAfter')}` },
  { title: 'TFLOPs a seed', of: (seeds) => tera(mean(seeds.map(({ flops }) => flops.attempt + flops.learn))) },
];

/** Shares are with Wilson's 95 % interval, differences with the paired Student interval on the same tasks. */
export function printResults(results: readonly LearningResult[]): void {
  print(COLUMNS, results);
}

/** Over seeds: the interval of the mean difference is Student's over the seeds' differences. Needs two seeds of each. */
export function printSummary(results: readonly LearningResult[]): void {
  const groups = new Map<string, LearningResult[]>();
  for (const result of results) {
    const key = `${result.rule} ${result.family}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const several = [...groups.values()].filter((seeds) => seeds.length > 1);
  if (several.length === 0) return;
  console.log('');
  print(SUMMARY, several);
}

function print<Row>(columns: readonly { title: string; of(row: Row): string }[], rows: readonly Row[]): void {
  console.log(`| ${columns.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${columns.map(() => ' --- ').join('|')}|`);
  for (const row of rows) console.log(`| ${columns.map((column) => column.of(row)).join(' | ')} |`);
}

function tokens(seeds: readonly LearningResult[], which: 'tokensBefore' | 'tokensAfter'): string {
  return mean(seeds.map((result) => result[which])).toFixed(1);
}

function interval({ mean, low, high }: Interval): string {
  return `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function tera(flops: number): string {
  return (flops / 1e12).toFixed(2);
}
