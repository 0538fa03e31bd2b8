/** `evolora run`: worlds without a page, from an experiment file into directories, one seed after the other. */
import { basename, extname, join } from 'node:path';
import { changeOfRules } from '../../core/rules-version.ts';
import type { Engine, Outcome } from '../../ecology/engine.ts';
import type { GivenFounder } from '../../ecology/world/founding.ts';
import type { Experiment } from '../../evaluation/experiment.ts';
import { worldOnTasks } from '../../evaluation/tasks/own-world.ts';
import { requireMemory, requireStorage, tightnessOf } from '../../ecology/world/needs.ts';
import { worldFoundedBy } from '../../exchange/adapters/founders.ts';
import type { Host } from '../../host/index.ts';
import { exportRun } from '../../record/file/evolora-file.ts';
import { foldRecord } from '../../record/fold/fold.ts';
import { beginRun, resumeEngine } from '../../record/store/runs-to-engines.ts';
import type { View } from '../../record/fold/view.ts';
import { readAdapters } from '../adapter-files.ts';
import { loadExperiment } from '../experiment-text.ts';
import { spentFlops } from '../../core/flops.ts';
import { flopsLine, tera } from '../flops.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { Progress } from '../progress.ts';
import { roomIn } from '../room.ts';
import { requireSameRun } from '../same-run.ts';
import { DirectoryStore } from '../store-directory.ts';
import { tasksIn } from '../task-file.ts';

/** When a run is at its end: at whichever comes first. */
export interface Budget {
  generations?: number;
  /** FLOPs of all purposes but measurement; the run ends with the first generation at whose end they are reached. */
  flops?: number;
}

interface RunOptions extends ChosenHost {
  /** Path of the experiment file. */
  experiment: string;
  /** Path of a file of tasks for the world to live on, in place of the experiment's families. */
  tasks?: string | undefined;
  /** Path of a grader of one's own for them. */
  grader?: string | undefined;
  /** Paths of adapters that found the world. */
  adapters?: readonly string[];
  budget: Budget;
  seeds: readonly string[];
  /** Directory of the run, of one seed only; `runs/NAME-SEED` when left out. */
  out?: string;
  /** Intra-op threads of the host, two when left out; results do not depend on them. */
  threads?: number;
}

const NO_CUSTOMS = 'Customs change nothing here: tasks of your own have one form of answer.';

/** Runs, or continues, each seed and reports on the terminal. Throws LabError `run-too-large` before anything is made. */
export async function runCommand(options: RunOptions): Promise<void> {
  const { experiment: path, tasks, grader, adapters = [], budget, seeds, out, threads } = options;
  if (out !== undefined && seeds.length > 1) throw new RangeError('several runs cannot share one directory');
  const written = await loadExperiment(path);
  const book = tasks === undefined ? null : await tasksIn({ tasks, grader });
  const name = tasks === undefined ? written.name : `${written.name}-${basename(tasks, extname(tasks))}`;
  const directoryOf = (seed: string) => out ?? join('runs', `${name}-${seed}`);
  const host = await openChosenHost(options, threads, (memory) => requireMemory(written.config, memory, false));
  try {
    const given = await readAdapters(adapters, host.sites);
    const lived = book === null ? written.config : worldOnTasks(written.config, book, host, basename(tasks!));
    const experiment = { ...written, name, config: worldFoundedBy(lived, given) };
    if (book !== null && lived.organs.customsPeriod > 0) console.error(NO_CUSTOMS);
    const starts = seeds.map((seed) => ({ directory: directoryOf(seed), experiment, seed, host, founders: given }));
    for (const start of starts) await requireSameRun(start);
    for (const { directory } of starts) await requireRoom(directory, experiment, host);
    for (const start of starts) await runOne(start, budget);
  } finally {
    await host.dispose();
  }
}

async function requireRoom(directory: string, { config }: Experiment, { memory }: Host): Promise<void> {
  const room = await roomIn(directory);
  requireStorage(config, memory, room);
  for (const sentence of tightnessOf(config, memory, { room, deviceBytes: null })) console.error(sentence);
}

interface Start {
  directory: string;
  experiment: Experiment;
  seed: string;
  host: Host;
  /** The first founders. */
  founders: readonly GivenFounder[];
}

interface Run {
  store: DirectoryStore;
  id: string;
  engine: Engine;
  view: View;
}

async function runOne(start: Start, budget: Budget): Promise<void> {
  const run = await openRun(start);
  const { identity, backend } = start.host;
  console.error(`“${run.view.run.name}”, seed ${run.view.run.seed}, lives on ${identity.name} (${backend.label}).`);
  if (run.view.run.backend !== backend.kind)
    console.error(
      `It began on ${run.view.run.backend} and goes on on ${backend.kind}, so what follows is one of its possible futures.`,
    );
  await advance(run, budget);
  await writeExport(run, start.directory);
}

/** Continues the run of a directory, which is known to be this one, or begins it. */
async function openRun(start: Start): Promise<Run> {
  const store = await DirectoryStore.open(start.directory);
  const [summary] = await store.listRuns();
  if (!summary) return beginIn(store, start);
  const engine = resumeEngine(await store.readWorld(summary.id), start.host);
  const records = await store.readRecords(summary.id, 0, summary.generations);
  const view = records.reduce<View | null>(foldRecord, null)!;
  return { store, id: summary.id, engine, view };
}

async function beginIn(store: DirectoryStore, { experiment, seed, host, founders }: Start): Promise<Run> {
  const { name, config } = experiment;
  const id = `${name}-${seed}`;
  const { engine, created } = beginRun({ seed, name, config, host, founders, savedAt: Date.now(), idOf: () => id });
  await store.createRun(created);
  return { store, id, engine, view: foldRecord(null, created.records[0]!) };
}

async function advance(run: Run, budget: Budget): Promise<void> {
  const change = shareOf(budget, run.view) < 1 && changeOfRules(`“${run.view.run.name}”`, run.view.run.rules);
  if (change) console.error(`${change}.`);
  const progress = new Progress();
  while (shareOf(budget, run.view) < 1) {
    const outcome = await run.engine.generation({ now: () => performance.now() });
    await run.store.append(run.id, stepOf(run.engine, outcome));
    run.view = foldRecord(run.view, outcome.record);
    progress.update(shareOf(budget, run.view), `${doneOf(budget, run.view)}  ${summaryLine(run.view)}`);
    if (run.view.living.length === 0) break;
  }
  progress.end();
  if (run.view.living.length === 0) console.error('The world died out: nobody is left to pay or to earn.');
}

/** How much of the budget is used up; 1 and above is its end. */
function shareOf({ generations = Infinity, flops = Infinity }: Budget, view: View): number {
  return Math.max(view.generation / generations, spentFlops(view.flops) / flops);
}

function doneOf({ generations, flops }: Budget, view: View): string {
  const done = generations === undefined ? String(view.generation) : `${view.generation}/${generations}`;
  return flops === undefined ? done : `${done}, ${tera(spentFlops(view.flops))} of ${tera(flops)} TFLOPs`;
}

function stepOf(engine: Engine, { record, newBlobs }: Outcome) {
  return { record, world: engine.world, newBlobs, savedAt: Date.now() };
}

/** The newest generation in one line. */
function summaryLine({ series, living }: View): string {
  const last = (values: readonly number[]) => values.at(-1) ?? Number.NaN;
  return [
    `${living.length} alive`,
    `solved ${(100 * last(series.solved)).toFixed(0)} %`,
    `ROI ${last(series.roi).toFixed(2)}`,
    `coverage ${(100 * last(series.coverage)).toFixed(0)} %`,
    `QD ${last(series.qdScore).toFixed(1)}`,
  ].join('  ');
}

async function writeExport({ store, id, view }: Run, directory: string): Promise<void> {
  const [summary] = await store.listRuns();
  const { world, blobs } = await store.readWorld(id);
  const records = await store.readRecords(id, 0, summary!.generations);
  await store.writeExport(exportRun({ summary: summary!, world, blobs, records }));
  console.error(`Spent, in TFLOPs: ${flopsLine(view.flops)}.`);
  console.error(`The run is in ${directory}; import ${join(directory, 'run.evolora')} in the page to look at it.`);
}
