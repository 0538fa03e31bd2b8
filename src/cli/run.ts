/** `evolora run`: a world without a page, from an experiment file into a directory. */
import { join } from 'node:path';
import { LabError } from '../core/errors.ts';
import { canonicalJson } from '../core/hash.ts';
import { Engine, type Outcome } from '../ecology/engine.ts';
import { parseExperiment, type Experiment } from '../evaluation/experiment.ts';
import { loadHost, type Host } from '../host/host.ts';
import { LAB_VERSION } from '../record/version.ts';
import { exportRun } from '../record/evolora-file.ts';
import { foldRecord } from '../record/fold.ts';
import { readPools } from '../record/pools.ts';
import type { View } from '../record/view.ts';
import { readExperiment } from './experiment-text.ts';
import { hostFiles } from './host-files.ts';
import { Progress } from './progress.ts';
import { nodeRuntime } from './runtime-node.ts';
import { DirectoryStore } from './store-directory.ts';

export interface RunOptions {
  /** Path of the experiment file. */
  experiment: string;
  /** The run is taken to this generation. */
  generations: number;
  seed: string;
  /** Directory for the run; `runs/NAME-SEED` when left out. */
  out?: string;
}

/** Runs, or continues, and reports on the terminal. */
export async function runCommand({ experiment: path, generations, seed, out }: RunOptions): Promise<void> {
  const experiment = parseExperiment(await readExperiment(path));
  const directory = out ?? join('runs', `${experiment.name}-${seed}`);
  const host = await loadHost({ name: 'micro', files: hostFiles('micro'), runtime: nodeRuntime() });
  try {
    const store = await DirectoryStore.open(directory);
    const run = await openRun({ store, experiment, seed, host });
    await advance(run, generations);
    await writeExport(run, directory);
  } finally {
    await host.dispose();
  }
}

interface Run {
  store: DirectoryStore;
  id: string;
  engine: Engine;
  view: View;
}

/** Continues the run of a directory, or begins one. LabError `run-other` when it holds another run. */
async function openRun(options: {
  store: DirectoryStore;
  experiment: Experiment;
  seed: string;
  host: Host;
}): Promise<Run> {
  const { store, experiment, seed, host } = options;
  const [summary] = await store.listRuns();
  if (!summary) return beginRun(options);
  const { world, blobs } = await store.readWorld(summary.id);
  const same =
    world.seed === seed &&
    world.host.hash === host.identity.hash &&
    canonicalJson(world.config) === canonicalJson(experiment.config);
  if (!same) {
    throw new LabError(
      'run-other',
      `The directory holds another run: “${summary.name}”, seed ${summary.seed}.`,
      'Name another directory with --out; nothing was written.',
    );
  }
  const records = await store.readRecords(summary.id, 0, summary.generations);
  const view = records.reduce<View | null>(foldRecord, null)!;
  return {
    store,
    id: summary.id,
    engine: Engine.resume({ world, ...readPools(world, blobs, host.sites), host }),
    view,
  };
}

async function beginRun({
  store,
  experiment,
  seed,
  host,
}: {
  store: DirectoryStore;
  experiment: Experiment;
  seed: string;
  host: Host;
}): Promise<Run> {
  const { name, config } = experiment;
  const { engine, outcome } = Engine.begin({ seed, name, config, host, lab: LAB_VERSION });
  const id = `${name}-${seed}`;
  const summary = { id, name, seed, generations: 0, savedAt: Date.now(), hostName: host.identity.name };
  await store.createRun({ summary, records: [outcome.record], world: engine.world, blobs: outcome.newBlobs });
  return { store, id, engine, view: foldRecord(null, outcome.record) };
}

async function advance(run: Run, generations: number): Promise<void> {
  const progress = new Progress(generations);
  while (run.engine.world.generation < generations) {
    const outcome = await run.engine.generation({ now: () => performance.now() });
    await run.store.append(run.id, stepOf(run.engine, outcome));
    run.view = foldRecord(run.view, outcome.record);
    progress.update(run.view.generation, summaryLine(run.view));
    if (run.view.living.length === 0) break;
  }
  progress.end();
  if (run.view.living.length === 0) console.error('The world died out: nobody is left to pay or to earn.');
}

function stepOf(engine: Engine, { record, newBlobs }: Outcome) {
  return { record, world: engine.world, newBlobs, savedAt: Date.now() };
}

/** The newest generation in one line. */
export function summaryLine({ series, living }: View): string {
  const last = (values: readonly number[]) => values.at(-1) ?? Number.NaN;
  return [
    `${living.length} alive`,
    `solved ${(100 * last(series.solved)).toFixed(0)} %`,
    `ROI ${last(series.roi).toFixed(2)}`,
    `coverage ${(100 * last(series.coverage)).toFixed(0)} %`,
    `QD ${last(series.qdScore).toFixed(1)}`,
  ].join('  ');
}

async function writeExport({ store, id }: Run, directory: string): Promise<void> {
  const [summary] = await store.listRuns();
  const { world, blobs } = await store.readWorld(id);
  const records = await store.readRecords(id, 0, summary!.generations);
  await store.writeExport(exportRun({ summary: summary!, world, blobs, records }));
  console.error(`The run is in ${directory}; import ${join(directory, 'run.evolora')} in the page to look at it.`);
}
