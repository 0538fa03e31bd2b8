/**
 * What a contest found, as Markdown: what was claimed beforehand first, then for every experiment what its arms solved, cost
 * and were made of. Losses stand where wins would.
 */
import { ANSWERS_AFTER, LIKE_SHARE } from '../../evaluation/contest/costs.ts';
import type { JudgedArm, JudgedExperiment, JudgedPrimary, Judgement } from '../../evaluation/contest/judge.ts';
import { TERA } from '../../evaluation/contest/contest.ts';
import type { ClusteredEstimate } from '../../core/clustered.ts';
import { cellOf, interval, printTable, shareInterval, type Column } from './figures.ts';
import { printCustoms, printFacts, printSpent } from './contest-runs.ts';

/** Prints everything. */
export function printContest({ contest, experiments, primaries }: Judgement): void {
  console.log(`## ${contest.name}\n`);
  if (contest.about) console.log(`${contest.about}\n`);
  if (primaries.length > 0) {
    printTable(PRIMARY_COLUMNS, primaries);
    console.log(`\n${PRIMARY_NOTE}\n`);
  }
  const { tuning } = contest;
  for (const experiment of experiments) printExperiment(experiment, tuning?.tflops);
  if (tuning)
    console.log(
      `Settings were tuned beside this, with ${tuning.tflops} TFLOPs an arm, on the seeds ${tuning.seeds.join(', ')} and another salt. ${tuning.about}`.trim(),
    );
}

const PRIMARY_COLUMNS: readonly Column<JudgedPrimary>[] = [
  { title: 'claimed beforehand', of: ({ primary }) => cellOf(primary.name) },
  {
    title: 'in',
    of: ({ experiment, primary: { at } }) => (at === undefined ? experiment : `${experiment}, at ${at} TFLOPs`),
  },
  { title: 'arm', of: ({ primary }) => primary.arm },
  { title: 'less the hardest of', of: ({ against }) => against.map(({ name }) => name).join(', ') },
  { title: 'which is', of: ({ hardest }) => hardest.name },
  { title: 'difference, 95 %', of: ({ hardest }) => estimate(hardest.difference) },
  { title: 'to lie above', of: ({ primary }) => String(primary.above) },
  { title: 'p', of: ({ p }) => pText(p) },
  { title: 'Holm’s p', of: ({ holm }) => pText(holm) },
  { title: 'verdict', of: ({ verdict }) => verdict },
];

const PRIMARY_NOTE = [
  'The hardest is the one against which the difference has the least lower bound. p is twice the one-sided one, the greatest of',
  'all that a claim is against; Holm’s is adjusted for all claims above. A claim holds where Holm’s p is below 0.05, and is',
  'refuted where a whole interval lies at or below what was claimed. Everything else here is exploratory.',
].join(' ');

/** @param tuning  TFLOPs of every arm, beside its runs */
function printExperiment(judged: JudgedExperiment, tuning?: number): void {
  const { experiment, arms } = judged;
  console.log(`### ${experiment.name}\n`);
  if (experiment.about) console.log(`${experiment.about}\n`);
  const parts: readonly (() => void)[] = [
    () => printTable(ARM_COLUMNS, arms),
    () => printTable(differenceColumns(judged), arms.slice(1)),
    () => printTable(markColumns(judged), arms),
    () => printTable(cellColumns(judged), arms),
    () => printCustoms(arms),
    () => printSpent(arms, tuning),
    () => printFacts(arms),
  ];
  for (const print of parts.filter((_, i) => isTold(i, judged))) {
    print();
    console.log();
  }
  console.log(`${noteOf(judged)}\n`);
}

/** One arm has no differences, and one moment is told by the arms themselves. */
function isTold(part: number, { experiment, arms }: JudgedExperiment): boolean {
  if (part === 1) return arms.length > 1;
  if (part === 2) return experiment.marks.length > 1;
  return part !== 4 || arms.some(({ runs }) => runs.some(({ result }) => result.changes.length > 0));
}

const ARM: Column<JudgedArm> = { title: 'arm', of: ({ arm }) => arm.name };

const ARM_COLUMNS: readonly Column<JudgedArm>[] = [
  ARM,
  { title: 'seeds', of: ({ macro }) => String(macro?.n ?? 0) },
  { title: 'solved, macro mean, 95 %', of: ({ macro }) => share(macro) },
  { title: 'least and most of a seed', of: ({ bySeed }) => bounds(bySeed) },
  { title: 'GFLOP an answer', of: ({ cost }) => giga(cost.gflopPerAnswer) },
  { title: 'GFLOP a solved task', of: ({ cost }) => giga(cost.gflopPerSolved) },
  {
    title: 'by the cheapest other’s of like share',
    of: ({ cost }) => times(cost.toCheapestAlike),
  },
  {
    title: `GFLOP a solved task, the run’s budget shared out over ${ANSWERS_AFTER.toLocaleString('en')} answers`,
    of: ({ cost }) => giga(cost.gflopPerSolvedWithBudget),
  },
];

/** Every row is an arm less those of the columns. */
function differenceColumns({ arms, differences }: JudgedExperiment): Column<JudgedArm>[] {
  const than = ({ arm }: JudgedArm, less: string) => {
    const pair = differences.find((one) => one.arm === arm.name && one.less === less);
    return pair ? estimate(pair.difference) : '';
  };
  return [
    { title: 'difference, 95 %', of: ({ arm }) => arm.name },
    ...arms.slice(0, -1).map(({ arm }) => ({
      title: `− ${arm.name}`,
      of: (row: JudgedArm) => than(row, arm.name),
    })),
  ];
}

/** So many moments are told with their intervals; more of them without. */
const FEW_MARKS = 4;

function markColumns({ experiment }: JudgedExperiment): Column<JudgedArm>[] {
  const { marks } = experiment;
  const text = (macro: ClusteredEstimate | null) => {
    if (marks.length <= FEW_MARKS || !macro) return share(macro);
    return macro.mean.toFixed(2);
  };
  return [
    ARM,
    ...marks.map((mark, i) => ({ title: `at ${mark} TFLOPs`, of: (row: JudgedArm) => text(row.atMarks[i]!.macro) })),
  ];
}

function cellColumns({ experiment }: JudgedExperiment): Column<JudgedArm>[] {
  const { opening } = experiment.config.cells;
  return [ARM, ...opening.map((cell, i) => ({ title: cell, of: (row: JudgedArm) => share(row.cells[i]!.share, 2) }))];
}

function noteOf({ experiment, arms }: JudgedExperiment): string {
  const { budget, tasks, score, marks } = experiment;
  const before = arms.flatMap(({ runs }) =>
    runs.flatMap(({ readings }) => [...readings.values()].map(({ mark, flops }) => mark - flops / TERA)),
  );
  const judgedBy =
    score === 'last'
      ? `the reading at ${marks.at(-1)} TFLOPs`
      : `the mean of the readings after half of the budget of ${budget / TERA} TFLOPs`;
  return [
    `Arms are judged by ${judgedBy}, up to ${tasks} test tasks of a cell at each, which all arms share; every cell weighs alike.`,
    'Intervals are over seeds and tasks, differences are paired by both.',
    `Readings show the last whole generation within their mark, up to ${Math.max(0, ...before).toFixed(2)} TFLOPs before it.`,
    `Of like share are arms whose share is at most ${LIKE_SHARE} lower; costs are of as many tasks of every cell.`,
  ].join(' ');
}

function share(value: ClusteredEstimate | null, digits = 3): string {
  return value ? shareInterval(value, digits) : '–';
}

function estimate(value: ClusteredEstimate | null): string {
  return value ? interval(value) : '–';
}

function bounds(values: readonly number[]): string {
  if (values.length === 0) return '–';
  return `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
}

function giga(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Number.isFinite(value) ? value.toFixed(2) : 'nothing solved';
}

function times(ratio: number | null): string {
  return ratio === null || !Number.isFinite(ratio) ? '–' : `${ratio.toFixed(2)} ×`;
}

function pText(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}
