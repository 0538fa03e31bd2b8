/**
 * `evolora compare`: what conditions reach, from their finished runs, as Markdown tables: one row a condition, one row a
 * run, and under them what was measured and how.
 */
import { LabError } from '../core/errors.ts';
import { wilsonInterval, type Interval } from '../core/statistics.ts';
import {
  choosePortfolio,
  compareConditions,
  comparedCells,
  comparedTasks,
  SELECT_ROUNDS,
  SELECT_TASKS_PER_ROUND,
  solveWith,
  type ConditionResult,
  type RunResult,
} from '../evaluation/compare.ts';
import { loadHost, type Host } from '../host/host.ts';
import { readPools } from '../record/pools.ts';
import type { Checkpoint } from '../record/store.ts';
import type { View } from '../record/view.ts';
import type { Cell, Task } from '../tasks/task.ts';
import { deepest, firstAndLast, printTable, type Column } from './figures.ts';
import { PURPOSES, spentFlops, tera } from './flops.ts';
import { hostFiles } from './host-files.ts';
import { nodeRuntime } from './runtime-node.ts';
import { foldSaved, openSaved } from './saved-run.ts';

export interface CompareOptions {
  directories: readonly string[];
  /** How many test tasks every run answers. */
  tasks: number;
  /** The condition that differences are to; the first directory's when left out. */
  baseline?: string;
}

/** A run with its journal folded and its state at the end. */
interface Saved {
  directory: string;
  view: View;
  state: Checkpoint;
}

/** A run that was judged. */
interface Judged extends RunResult {
  view: View;
  n: number;
  solved: number;
  candidates: number;
  /** FLOPs of choosing on select tasks and of answering test tasks; no part of the run. */
  chooseFlops: number;
}

const RUN_COLUMNS: readonly Column<Judged>[] = [
  { title: 'condition', of: ({ condition }) => condition },
  { title: 'seed', of: ({ seed }) => seed },
  { title: 'generations', of: ({ view }) => String(view.generation) },
  { title: 'solved, 95 % over tasks', of: ({ solved, n }) => interval(wilsonInterval(solved, n)) },
  { title: 'n', of: ({ n }) => String(n) },
  { title: 'TFLOPs spent', of: ({ view }) => tera(spentFlops(view.flops)) },
  ...PURPOSES.map((purpose) => ({
    title: `of which ${purpose}`.replace('of which measure', 'besides: measure'),
    of: ({ view }: Judged) => tera(view.flops[purpose] ?? 0),
  })),
  { title: 'candidates', of: ({ candidates }) => String(candidates) },
  { title: 'choosing, TFLOPs', of: ({ chooseFlops }) => tera(chooseFlops) },
  { title: 'coverage', of: ({ view }) => `${(100 * view.series.coverage.at(-1)!).toFixed(0)} %` },
  { title: 'mean ROI, first and last 20 (E)', of: ({ view }) => firstAndLast(view.series.roi, 1, 2) },
  { title: 'births', of: ({ view }) => String(view.totals.births) },
  { title: 'deepest lineage', of: ({ view }) => String(deepest(view.organelles)) },
  { title: 'merges that lived', of: ({ view }) => String(mergesOf(view)) },
  { title: 'fired', of: ({ view }) => firedOf(view) },
];

/** Judges every run and prints. LabError `run-missing`, `compare-host`, `compare-twice`, `compare-baseline`. */
export async function compareCommand({ directories, tasks: count, baseline }: CompareOptions): Promise<void> {
  const host = await loadHost({ name: 'micro', files: hostFiles('micro'), runtime: nodeRuntime() });
  try {
    const runs: Saved[] = [];
    for (const directory of directories) runs.push(await readRun(directory));
    const control = baseline ?? runs[0]!.view.run.name;
    requireComparable(runs, host, control);
    const cells = comparedCells(runs.map(({ state }) => state.world));
    const tasks = comparedTasks(cells, count);
    const judged: Judged[] = [];
    for (const run of runs) {
      judged.push(await judge(run, host, cells, tasks));
      console.error(`Judged ${run.directory}.`);
    }
    report(judged, control, cells, tasks);
  } finally {
    await host.dispose();
  }
}

async function readRun(directory: string): Promise<Saved> {
  const { store, id } = await openSaved(directory);
  return { directory, view: await foldSaved(store, id), state: await store.readWorld(id) };
}

function requireComparable(runs: readonly Saved[], host: Host, baseline: string): void {
  const seen = new Set<string>();
  for (const { directory, view } of runs) {
    const { name, seed } = view.run;
    const key = JSON.stringify([name, seed]);
    if (view.run.host.hash !== host.identity.hash)
      throw refusal('compare-host', `The run in ${directory} lives on another host.`, 'Compare runs of one host.');
    if (seen.has(key))
      throw refusal('compare-twice', `${directory} is a second run of ${name}, seed ${seed}.`, 'Name each run once.');
    seen.add(key);
  }
  const names = [...new Set(runs.map(({ view }) => view.run.name))];
  if (!names.includes(baseline))
    throw refusal('compare-baseline', `No run is of the condition ${baseline}.`, `Choose of ${names.join(', ')}.`);
}

function refusal(code: string, sentence: string, nextStep: string): LabError {
  return new LabError(code, sentence, nextStep);
}

async function judge({ view, state }: Saved, host: Host, cells: Cell[], tasks: Task[]): Promise<Judged> {
  const { world, blobs } = state;
  const finished = { world, adapters: readPools(world, blobs, host.sites).adapters, host };
  const { portfolio, candidates, flops: chooseFlops } = await choosePortfolio(finished, cells);
  const answers = await solveWith(finished, portfolio, tasks);
  const solved = answers.solved.reduce((sum, one) => sum + one, 0);
  const { name: condition, seed } = view.run;
  return {
    condition,
    seed,
    solvedShare: solved / tasks.length,
    view,
    n: tasks.length,
    solved,
    candidates,
    chooseFlops,
  };
}

function report(judged: readonly Judged[], baseline: string, cells: readonly Cell[], tasks: readonly Task[]): void {
  const conditions = compareConditions(judged, baseline);
  const spent = (condition: string) => {
    const values = judged.filter((run) => run.condition === condition).map(({ view }) => spentFlops(view.flops));
    const [least, most] = [tera(Math.min(...values)), tera(Math.max(...values))];
    return least === most ? least : `${least} to ${most}`;
  };
  const columns: readonly Column<ConditionResult>[] = [
    { title: 'condition', of: ({ condition }) => condition },
    { title: 'seeds', of: ({ seeds }) => seeds.join(', ') },
    { title: 'solved, 95 % over seeds', of: ({ solved }) => interval(solved) },
    { title: `minus ${baseline}, paired by seed`, of: ({ difference }) => (difference ? interval(difference) : '–') },
    { title: 'pairs', of: ({ difference }) => (difference ? String(difference.n) : '–') },
    { title: 'test tasks', of: () => String(tasks.length) },
    { title: 'TFLOPs spent', of: ({ condition }) => spent(condition) },
  ];
  printTable(columns, conditions);
  console.log();
  printTable(RUN_COLUMNS, judged);
  console.log(`\n${footnote(cells, tasks)}`);
}

function footnote(cells: readonly Cell[], tasks: readonly Task[]): string {
  const names = cells.map(({ family, depth }) => `${family}/${depth}`).join(', ');
  return [
    `All runs answered the same ${tasks.length} test tasks, each prompt once, of ${names}.`,
    `In each cell a run answers with the weights that did best on select tasks among its elites, its living organelles`,
    `and the bare host (${SELECT_ROUNDS} rounds of up to ${SELECT_TASKS_PER_ROUND} tasks a cell, the field halved after each).`,
    'TFLOPs spent are of all purposes but measurement. A single seed has no interval over seeds.',
  ].join(' ');
}

/** How many organelles came out of a merge that passed its test. */
function mergesOf({ organelles }: View): number {
  return [...organelles.values()].filter(({ operator }) => operator === 'merge').length;
}

/** Every mechanism that fired, and how often. */
function firedOf({ mechanisms }: View): string {
  const fired = Object.entries(mechanisms).map(([name, mechanism]) => `${name} ${mechanism.fired}`);
  return fired.join(', ') || 'none';
}

function interval({ mean, low, high }: Interval): string {
  if (!Number.isFinite(low)) return `${mean.toFixed(3)} (n = 1, no interval)`;
  return `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
