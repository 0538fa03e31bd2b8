/**
 * What conditions reach, as Markdown tables: one row a condition for what was solved, for how its world changed and for
 * each cell, one row a mechanism that fired, then one row a run, and under them what was measured and how.
 */
import type { ArchiveState } from '../../archive/archive.ts';
import { mean, meanInterval, pairedDifferenceInterval, wilsonInterval } from '../../core/statistics.ts';
import {
  compareConditions,
  SELECT_ROUNDS,
  SELECT_TASKS_PER_ROUND,
  type ConditionResult,
  type RunResult,
} from '../../evaluation/compare.ts';
import type { MechanismName } from '../../ecology/mechanisms/registry.ts';
import type { View } from '../../record/fold/view.ts';
import type { Cell, Task } from '../../tasks/task.ts';
import { deepest, interval, inPercent, printTable, range, type Column } from './figures.ts';
import { spentFlops } from '../../core/flops.ts';
import { PURPOSES, tera } from '../flops.ts';

/** A run that was judged. */
export interface Judged extends RunResult {
  view: View;
  archive: ArchiveState;
  /** How often a merged child became an elite, or a better one. */
  mergedElites: number;
  /** Of each test task whether it was solved, 0 or 1. */
  answers: readonly number[];
  /** The same of the bare host, with answers as long as this run's may be. */
  bareAnswers: readonly number[];
  candidates: number;
  /** FLOPs of choosing on select tasks and of answering test tasks; no part of the run. */
  chooseFlops: number;
}

type Series = Extract<keyof View['series'], 'coverage' | 'roi'>;

const RUN_COLUMNS: readonly Column<Judged>[] = [
  { title: 'condition', of: ({ condition }) => condition },
  { title: 'seed', of: ({ seed }) => seed },
  { title: 'generations', of: ({ view }) => String(view.generation) },
  { title: 'solved, 95 % over tasks', of: ({ answers }) => interval(wilsonInterval(sum(answers), answers.length)) },
  {
    title: 'the bare host, 95 % over tasks',
    of: ({ bareAnswers }) => interval(wilsonInterval(sum(bareAnswers), bareAnswers.length)),
  },
  {
    title: 'run − bare host, paired by task',
    of: ({ answers, bareAnswers }) => interval(pairedDifferenceInterval(answers, bareAnswers)),
  },
  { title: 'TFLOPs spent', of: ({ view }) => tera(spentFlops(view.flops)) },
  ...PURPOSES.map((purpose) => ({
    title: `of which ${purpose}`.replace('of which measure', 'besides: measure'),
    of: ({ view }: Judged) => tera(view.flops[purpose] ?? 0),
  })),
  { title: 'candidates', of: ({ candidates }) => String(candidates) },
  { title: 'choosing, TFLOPs', of: ({ chooseFlops }) => tera(chooseFlops) },
  { title: 'coverage', of: (run) => startAndEnd(run, 'coverage', inPercent) },
  { title: 'mean ROI, E', of: (run) => startAndEnd(run, 'roi', energy) },
  { title: 'births', of: ({ view }) => String(view.totals.births) },
  { title: 'deepest lineage', of: ({ view }) => String(deepest(view.organelles)) },
  { title: 'merges passed', of: ({ view }) => String(tested(view, 'passed')) },
  { title: 'merges failed', of: ({ view }) => String(tested(view, 'failed')) },
  { title: 'bins won by merged children', of: ({ mergedElites }) => String(mergedElites) },
  {
    title: 'elites at the end: all, merged children, their descendants',
    of: ({ view, archive }) => elitesOf(view, archive),
  },
];

/** Prints everything. @param baseline the condition that differences are to */
export function printComparison(
  judged: readonly Judged[],
  baseline: string,
  cells: readonly Cell[],
  tasks: readonly Task[],
): void {
  const conditions = compareConditions(judged, baseline);
  const runsOf = (condition: string) => judged.filter((run) => run.condition === condition);
  printTable(solvedColumns(baseline, runsOf), conditions);
  console.log();
  printTable(changeColumns(runsOf), conditions);
  console.log();
  printTable(cellColumns(cells, tasks), [
    ...conditions.map(({ condition }) => ({ title: condition, runs: runsOf(condition).map(({ answers }) => answers) })),
    { title: 'the bare host, 95 % over tasks', runs: [judged[0]!.bareAnswers] },
  ]);
  console.log();
  printTable(
    MECHANISM_COLUMNS,
    conditions.flatMap(({ condition }) => mechanismsOf(condition, runsOf(condition))),
  );
  console.log();
  printTable(RUN_COLUMNS, judged);
  console.log(`\n${footnote(judged[0]!.view.run.host.name, cells, tasks)}`);
}

type RunsOf = (condition: string) => readonly Judged[];

const CONDITION: Column<ConditionResult> = { title: 'condition', of: ({ condition }) => condition };

function solvedColumns(baseline: string, runsOf: RunsOf): Column<ConditionResult>[] {
  const spent = (condition: string) => {
    const values = runsOf(condition).map(({ view }) => spentFlops(view.flops));
    const [least, most] = [tera(Math.min(...values)), tera(Math.max(...values))];
    return least === most ? least : `${least} to ${most}`;
  };
  return [
    CONDITION,
    { title: 'seeds', of: ({ seeds }) => seeds.join(', ') },
    { title: 'solved, 95 % over seeds', of: ({ solved }) => interval(solved) },
    { title: `minus ${baseline}, paired by seed`, of: ({ difference }) => (difference ? interval(difference) : '–') },
    { title: 'pairs', of: ({ difference }) => (difference ? String(difference.n) : '–') },
    { title: 'TFLOPs spent', of: ({ condition }) => spent(condition) },
  ];
}

function changeColumns(runsOf: RunsOf): Column<ConditionResult>[] {
  const columns = (series: Series, name: string, text: (value: number) => string): Column<ConditionResult>[] => {
    const ends = (condition: string) => runsOf(condition).map(({ view }) => tenths(view, series));
    return [
      { title: `${name}, first tenth`, of: ({ condition }) => text(mean(ends(condition).map(([first]) => first))) },
      { title: 'last tenth', of: ({ condition }) => text(mean(ends(condition).map(([, last]) => last))) },
      {
        title: 'last − first, 95 % over seeds',
        of: ({ condition }) => {
          const both = ends(condition);
          const [last, first] = [both.map(([, last]) => last), both.map(([first]) => first)];
          return interval(pairedDifferenceInterval(last, first), text);
        },
      },
    ];
  };
  const over = (condition: string, figure: (run: Judged) => number) => range(runsOf(condition).map(figure));
  return [
    CONDITION,
    ...columns('coverage', 'coverage', inPercent),
    ...columns('roi', 'mean ROI (E)', energy),
    { title: 'deepest lineage', of: ({ condition }) => over(condition, ({ view }) => deepest(view.organelles)) },
    { title: 'merges passed', of: ({ condition }) => over(condition, ({ view }) => tested(view, 'passed')) },
    { title: 'merges failed', of: ({ condition }) => over(condition, ({ view }) => tested(view, 'failed')) },
  ];
}

/** Who answered, and run by run which test tasks were solved, 0 or 1. */
interface Answered {
  title: string;
  runs: readonly (readonly number[])[];
}

/** Solved shares by cell: of several runs with their interval over seeds, of one with that over its tasks. */
function cellColumns(cells: readonly Cell[], tasks: readonly Task[]): Column<Answered>[] {
  return [
    { title: 'condition', of: ({ title }) => title },
    ...cells.map(({ family, depth }) => {
      const places = tasks.flatMap((task, i) => (task.family === family && task.depth === depth ? [i] : []));
      const solvedOf = (answers: readonly number[]) => places.map((i) => answers[i]!);
      return {
        title: `${family}/${depth} (${places.length})`,
        of: ({ runs }: Answered) =>
          interval(
            runs.length === 1
              ? wilsonInterval(sum(solvedOf(runs[0]!)), places.length)
              : meanInterval(runs.map((answers) => mean(solvedOf(answers)))),
            (value) => Math.min(1, Math.max(0, value)).toFixed(2),
          ),
      };
    }),
  ];
}

/** What a mechanism did in the runs of one condition. */
interface Fired {
  condition: string;
  name: string;
  /** How often, run by run. */
  times: readonly number[];
  /** Its mean worth, run by run, where a run knows one. */
  worths: readonly number[];
}

const MECHANISM_COLUMNS: readonly Column<Fired>[] = [
  { title: 'condition', of: ({ condition }) => condition },
  { title: 'mechanism', of: ({ name }) => name },
  { title: 'fired, a run', of: ({ times }) => range(times) },
  { title: 'worth, 95 % over seeds', of: ({ worths }) => (worths.length > 0 ? interval(meanInterval(worths)) : '–') },
];

function mechanismsOf(condition: string, runs: readonly Judged[]): Fired[] {
  const names = [...new Set(runs.flatMap(({ view }) => Object.keys(view.mechanisms) as MechanismName[]))];
  return names.map((name) => {
    const ofRuns = runs.map(({ view }) => view.mechanisms[name]);
    const known = ofRuns.filter((mechanism) => mechanism !== undefined && mechanism.worth.n > 0);
    return {
      condition,
      name,
      times: ofRuns.map((mechanism) => mechanism?.fired ?? 0),
      worths: known.map((mechanism) => mechanism!.worth.mean),
    };
  });
}

function footnote(model: string, cells: readonly Cell[], tasks: readonly Task[]): string {
  const names = cells.map(({ family, depth }) => `${family}/${depth}`).join(', ');
  return [
    `All runs live on ${model} and answered the same ${tasks.length} test tasks, each prompt once, of ${names}.`,
    `In each cell a run answers with the weights that did best on select tasks among its elites, its living organelles`,
    `and the bare host (${SELECT_ROUNDS} rounds of up to ${SELECT_TASKS_PER_ROUND} tasks a cell, the field halved after each).`,
    'TFLOPs spent are of all purposes but measurement. First and last are means over a tenth of a run’s generations.',
    'What a mechanism’s worth means is said on the page, under Mechanisms. A single seed has no interval over seeds; by',
    'cell it has that over its tasks.',
  ].join(' ');
}

/** Means over the first and the last tenth of a run's generations, the founding left out. */
function tenths(view: View, series: Series): [first: number, last: number] {
  const values = view.series[series].slice(1);
  const n = Math.max(1, Math.round(values.length / 10));
  return [mean(values.slice(0, n)), mean(values.slice(-n))];
}

function startAndEnd({ view }: Judged, series: Series, text: (value: number) => string): string {
  return tenths(view, series).map(text).join(', ');
}

/** Tests of merged children that ended with the child alive, or without it. */
function tested({ assimilations }: View, verdict: 'passed' | 'failed'): number {
  return assimilations.filter((test) => (test.verdict === 'passed') === (verdict === 'passed')).length;
}

/** Filled bins at the end: all, those that hold a merged child, and those that hold a descendant of one. */
function elitesOf({ organelles }: View, { entries }: ArchiveState): string {
  const merged = new Set<number>();
  const descendants = new Set<number>();
  for (const { id, operator, parents } of organelles.values()) {
    if (operator === 'merge') merged.add(id);
    else if (parents.some((parent) => merged.has(parent) || descendants.has(parent))) descendants.add(id);
  }
  const held = (by: ReadonlySet<number>) => entries.filter(({ organelle }) => by.has(organelle)).length;
  return `${entries.length}, ${held(merged)}, ${held(descendants)}`;
}

function energy(value: number): string {
  return value.toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
