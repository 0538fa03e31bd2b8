/** A run in a directory that lives on, and is left as one file at the end. */
import { join } from 'node:path';
import { spentFlops } from '../core/flops.ts';
import { changeOfRules } from '../core/rules-version.ts';
import type { Engine, Outcome } from '../ecology/engine.ts';
import { exportRun } from '../record/file/evolora-file.ts';
import { foldRecord } from '../record/fold/fold.ts';
import type { View } from '../record/fold/view.ts';
import { PAST_BUDGET_BYTES } from '../record/past/keeping.ts';
import { Pasts } from '../record/past/keeper-of-pasts.ts';
import { flopsLine, tera } from './flops.ts';
import { DirectoryPasts } from './kept/past-directory.ts';
import { Progress } from './progress.ts';
import type { DirectoryStore } from './store-directory.ts';

/** When a run is at its end: at whichever comes first. */
export interface Budget {
  generations?: number;
  /** FLOPs of all purposes but measurement; the run ends with the first generation at whose end they are reached. */
  flops?: number;
}

export interface SavedRun {
  store: DirectoryStore;
  id: string;
  engine: Engine;
  view: View;
  pasts: Pasts;
}

/** The past states of a run's directory. @param keepBytes  what they may take; 0 keeps none */
export function pastsOf({
  directory,
  keepBytes = PAST_BUDGET_BYTES,
}: {
  directory: string;
  keepBytes?: number | undefined;
}): Pasts {
  return new Pasts(new DirectoryPasts(directory), keepBytes);
}

/** Lives on to the end of the budget, and keeps every generation; says on the terminal how it goes. */
export async function liveOn(run: SavedRun, budget: Budget): Promise<void> {
  const change = shareOf(budget, run.view) < 1 && changeOfRules(`“${run.view.run.name}”`, run.view.run.rules);
  if (change) console.error(`${change}.`);
  const progress = new Progress();
  while (shareOf(budget, run.view) < 1) {
    const outcome = await run.engine.generation({ now: () => performance.now() });
    await run.store.append(run.id, stepOf(run.engine, outcome));
    await run.pasts.lived(run.id, run.engine);
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

/** Writes `run.evolora` beside the journal. */
export async function writeExport({ store, id, view }: SavedRun, directory: string): Promise<void> {
  const [summary] = await store.listRuns();
  const { world, blobs } = await store.readWorld(id);
  const records = await store.readRecords(id, 0, summary!.generations);
  await store.writeExport(exportRun({ summary: summary!, world, blobs, records }));
  console.error(`Spent, in TFLOPs: ${flopsLine(view.flops)}.`);
  console.error(`The run is in ${directory}; import ${join(directory, 'run.evolora')} in the page to look at it.`);
}
