/** `evolora calibrate`: error rate and power of the assimilation test, simulated, as a Markdown table. */
import { DEFAULT_BATCH, DEFAULT_RULE } from '../core/sequential-test.ts';
import { calibrate, casesOf, type CalibrationRow } from '../evaluation/calibration.ts';

const LISTS = { alphas: [0.05, 0.1], maxTasks: [60, 120, 200], baseShares: [0.3, 0.5, 0.7], uplifts: [0, 0.1, 0.2] };

const COLUMNS: readonly { title: string; of(row: CalibrationRow): string }[] = [
  { title: 'alpha', of: ({ rule }) => String(rule.alpha) },
  { title: 'max tasks', of: ({ rule }) => String(rule.maxTasks) },
  { title: 'base share', of: ({ baseShare }) => String(baseShare) },
  { title: 'uplift', of: ({ uplift }) => String(uplift) },
  {
    title: 'passed (95 %)',
    of: ({ passed }) => `${passed.mean.toFixed(3)} (${passed.low.toFixed(3)} to ${passed.high.toFixed(3)})`,
  },
  { title: 'futile', of: ({ futileShare }) => futileShare.toFixed(2) },
  { title: 'exhausted', of: ({ exhaustedShare }) => exhaustedShare.toFixed(2) },
  { title: 'mean tasks', of: ({ meanTasks }) => meanTasks.toFixed(0) },
];

export interface CalibrateOptions {
  /** simulated tests per row */
  tests?: number;
  seed?: string;
  leastUplift?: number;
  futilityAlpha?: number;
  batch?: number;
}

/** Prints one row a case. Where `uplift` is 0, `passed` is the error rate, else the power. */
export function calibrateCommand(options: CalibrateOptions = {}): void {
  const { tests = 4000, seed = '1', batch = DEFAULT_BATCH } = options;
  const { leastUplift = DEFAULT_RULE.leastUplift, futilityAlpha = DEFAULT_RULE.futilityAlpha } = options;
  console.log(`| ${COLUMNS.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${COLUMNS.map(() => ' --- ').join('|')}|`);
  for (const one of casesOf({ leastUplift, futilityAlpha, batch }, LISTS)) {
    const row = calibrate(one, { tests, seed });
    console.log(`| ${COLUMNS.map((column) => column.of(row)).join(' | ')} |`);
  }
}
