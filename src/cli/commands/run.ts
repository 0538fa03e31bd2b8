/** `evolora run`: worlds without a page, from an experiment file into directories, one seed after the other. */
import { basename, extname, join } from 'node:path';
import type { GivenFounder } from '../../ecology/world/founding.ts';
import type { Experiment } from '../../evaluation/experiment.ts';
import { worldOnTasks } from '../../evaluation/tasks/own-world.ts';
import { requireMemory, requireStorage, tightnessOf } from '../../ecology/world/needs.ts';
import { worldFoundedBy } from '../../exchange/adapters/founders.ts';
import type { Host } from '../../host/index.ts';
import { foldRecord } from '../../record/fold/fold.ts';
import { beginRun, resumeEngine } from '../../record/store/runs-to-engines.ts';
import type { View } from '../../record/fold/view.ts';
import { readAdapters } from '../adapter-files.ts';
import { loadExperiment } from '../experiment-text.ts';
import { liveOn, pastsOf, writeExport, type Budget, type SavedRun } from '../live-on.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { roomIn } from '../room.ts';
import { requireSameRun } from '../same-run.ts';
import { DirectoryStore } from '../store-directory.ts';
import { tasksIn } from '../task-file.ts';

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
  /** What the states of a run's past may take, bytes; 0 keeps none. */
  keepBytes?: number | undefined;
}

const NO_CUSTOMS = 'Customs change nothing here: tasks of your own have one form of answer.';

/** Runs, or continues, each seed and reports on the terminal. Throws LabError `run-too-large` before anything is made. */
export async function runCommand(options: RunOptions): Promise<void> {
  const { experiment: path, tasks, grader, adapters = [], budget, seeds, out, threads, keepBytes } = options;
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
    const common = { experiment, host, founders: given, keepBytes };
    const starts = seeds.map((seed) => ({ ...common, directory: directoryOf(seed), seed }));
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
  /** What past states may take, bytes. */
  keepBytes?: number | undefined;
}

async function runOne(start: Start, budget: Budget): Promise<void> {
  const run = await openRun(start);
  const { identity, backend } = start.host;
  console.error(`“${run.view.run.name}”, seed ${run.view.run.seed}, lives on ${identity.name} (${backend.label}).`);
  if (run.view.run.backend !== backend.kind)
    console.error(
      `It began on ${run.view.run.backend} and goes on on ${backend.kind}, so what follows is one of its possible futures.`,
    );
  await liveOn(run, budget);
  await writeExport(run, start.directory);
}

/** Continues the run of a directory, which is known to be this one, or begins it. */
async function openRun(start: Start): Promise<SavedRun> {
  const store = await DirectoryStore.open(start.directory);
  const [summary] = await store.listRuns();
  if (!summary) return beginIn(store, start);
  const engine = resumeEngine(await store.readWorld(summary.id), start.host);
  const records = await store.readRecords(summary.id, 0, summary.generations);
  const view = records.reduce<View | null>(foldRecord, null)!;
  return { store, id: summary.id, engine, view, pasts: pastsOf(start) };
}

async function beginIn(store: DirectoryStore, start: Start): Promise<SavedRun> {
  const { directory, keepBytes, experiment, seed, host, founders } = start;
  const { name, config } = experiment;
  const id = `${name}-${seed}`;
  const { engine, created } = beginRun({ seed, name, config, host, founders, savedAt: Date.now(), idOf: () => id });
  await store.createRun(created);
  const pasts = pastsOf({ directory, keepBytes });
  await pasts.lived(id, engine);
  return { store, id, engine, view: foldRecord(null, created.records[0]!), pasts };
}
