/**
 * `evolora calibrate`: error rate and power of the assimilation test, simulated, as a Markdown table; and, on the host, how
 * often a child passes that is its parent. Its answers are sampled there, so that child and parent differ by luck alone.
 */
import { DEFAULT_BATCH, DEFAULT_RULE } from '../../core/sequential-test.ts';
import { random } from '../../base/random.ts';
import { wilsonInterval } from '../../core/statistics.ts';
import { prove } from '../../ecology/judging/assimilation.ts';
import { calibrate, calibrationCasesOf, type CalibrationRow } from '../../evaluation/calibration.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import type { Cell } from '../../tasks/families.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';

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

interface CalibrateOptions extends ChosenHost {
  /** simulated tests per row */
  tests?: number;
  seed?: string;
  leastUplift?: number;
  futilityAlpha?: number;
  batch?: number;
}

/**
 * Prints one row a case. Where `uplift` is 0, `passed` is the error rate, else the power. No model is asked; where one is
 * named, it is told so.
 */
export function calibrateCommand(options: CalibrateOptions = {}): void {
  const { tests = 4000, seed = '1', batch = DEFAULT_BATCH, host } = options;
  if (host !== undefined)
    console.error(
      `The test is simulated: these figures are the same on ${host} as on every model. Say --twins to ask it.`,
    );
  const { leastUplift = DEFAULT_RULE.leastUplift, futilityAlpha = DEFAULT_RULE.futilityAlpha } = options;
  console.log(`| ${COLUMNS.map(({ title }) => title).join(' | ')} |`);
  console.log(`|${COLUMNS.map(() => ' --- ').join('|')}|`);
  for (const one of calibrationCasesOf({ leastUplift, futilityAlpha, batch }, LISTS)) {
    const row = calibrate(one, { tests, seed });
    console.log(`| ${COLUMNS.map((column) => column.of(row)).join(' | ')} |`);
  }
}

/** Cells with large select pools that the bare host solves now and then. */
const HOST_CELLS: readonly Cell[] = [
  { family: 'word.count', depth: 'short' },
  { family: 'json.repair', depth: 'short' },
];
const HOST_TESTS = 30;
const HOST_RULE = { alpha: 0.1, maxTasks: 96 };
const HOST_RANK = 4;
/** As large as a founder's, and half of it, so that parents differ in what they solve. */
const HOST_STEPS = [0.25, 0.5];

/** Lets random adapters be tested against themselves and prints how many passed, with Wilson's 95 % interval. */
export async function calibrateHostCommand(
  options: Omit<CalibrateOptions, 'leastUplift' | 'futilityAlpha'>,
): Promise<void> {
  const { tests = HOST_TESTS, seed = '1', batch = DEFAULT_BATCH } = options;
  const host = await openChosenHost(options);
  const verdicts: string[] = [];
  let tasks = 0;
  try {
    for (let test = 0; test < tests; test++) {
      const step = HOST_STEPS[test % HOST_STEPS.length]!;
      const parent = founderAdapter(host.sites, HOST_RANK, step, random(seed, 'calibrate', 'parent', test));
      const proof = await prove({
        host,
        child: parent,
        parent,
        cells: HOST_CELLS,
        seen: new Set<string>(),
        ...HOST_RULE,
        batch,
        maxNewTokens: 32,
        temperature: 1,
        random: {
          tasks: (look) => random(seed, 'calibrate', test, 'assimilation-tasks', look),
          answer: (who, task) => random(seed, 'calibrate', test, 'assimilation-answer', who, task),
        },
      });
      verdicts.push(proof.test.verdict);
      tasks += proof.test.n;
      console.error(`${test + 1}/${tests}: ${proof.test.verdict} after ${proof.test.n} tasks`);
    }
  } finally {
    await host.dispose();
  }
  const { mean, low, high } = wilsonInterval(verdicts.filter((verdict) => verdict === 'passed').length, tests);
  console.log('| tests | alpha | max tasks | passed (95 %) | mean tasks |');
  console.log('| --- | --- | --- | --- | --- |');
  const passed = `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  console.log(`| ${tests} | ${HOST_RULE.alpha} | ${HOST_RULE.maxTasks} | ${passed} | ${(tasks / tests).toFixed(0)} |`);
}
