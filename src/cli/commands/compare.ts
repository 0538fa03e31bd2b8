/** `evolora compare`: judges finished runs of several conditions on the same test tasks, and prints tables of them. */
import type { LabErrorCode } from '../../core/error-codes.ts';
import { LabError } from '../../core/errors.ts';
import { mean } from '../../core/statistics.ts';
import { choosePortfolio, comparedCells, comparedTasks, solveWith } from '../../evaluation/compare.ts';
import { FIRST_RULES } from '../../core/rules-version.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import type { Host } from '../../host/index.ts';
import { readPools } from '../../record/store/pools.ts';
import type { Checkpoint } from '../../record/store/store.ts';
import type { View } from '../../record/fold/view.ts';
import type { Cell, Task } from '../../tasks/task.ts';
import { printComparison, type Judged } from '../tables/compare.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { readSaved, requireHost } from '../saved-run.ts';

/** The portfolio of whoever has none: the bare host answers everywhere. */
const BARE = new Map<string, null>();

interface CompareOptions extends ChosenHost {
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
  mergedElites: number;
  /** The versions of the rules that it was lived under, such as “1, then 2”. */
  rules: string;
}

/** Judges every run and prints. LabError `run-missing`, `run-newer`, `compare-host`, `compare-rules`, `compare-salt`, `compare-twice`, `compare-baseline`. */
export async function compareCommand(options: CompareOptions): Promise<void> {
  const { directories, tasks: count, baseline } = options;
  const host = await openChosenHost(options);
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
    printComparison(judged, control, cells, tasks);
  } finally {
    await host.dispose();
  }
}

async function readRun(directory: string): Promise<Saved> {
  const { store, id, view, records } = await readSaved(directory);
  const isMerged = (event: Event) =>
    event.type === 'elite' && view.organelles.get(event.organelle)!.operator === 'merge';
  const mergedElites = records.flatMap(({ events }) => events.filter(isMerged)).length;
  return { directory, view, state: await store.readWorld(id), mergedElites, rules: rulesLived(records) };
}

function rulesLived(records: readonly GenerationRecord[]): string {
  const versions = records.flatMap(({ events }) =>
    events.flatMap((event) => {
      if (event.type === 'run-started') return [event.rules ?? FIRST_RULES];
      return event.type === 'rules-changed' ? [event.to] : [];
    }),
  );
  return versions.join(', then ');
}

function requireComparable(runs: readonly Saved[], host: Host, baseline: string): void {
  const seen = new Set<string>();
  const saltOf = ({ state }: Saved) => state.world.config.cells.salt;
  for (const run of runs) {
    const { directory, view, rules } = run;
    const { name, seed } = view.run;
    const key = JSON.stringify([name, seed]);
    requireHost(directory, view, host.identity);
    if (rules !== runs[0]!.rules)
      throw refusal(
        'compare-rules',
        `The run in ${directory} was lived under rules ${rules}, the first one under rules ${runs[0]!.rules}.`,
        'Compare runs that were lived under the same rules.',
      );
    if (saltOf(run) !== saltOf(runs[0]!))
      throw refusal(
        'compare-salt',
        `The run in ${directory} has the salt “${saltOf(run)}”, the first one “${saltOf(runs[0]!)}”: what tests the one may have taught the other.`,
        'Compare runs of the same cells.salt.',
      );
    if (seen.has(key))
      throw refusal('compare-twice', `${directory} is a second run of ${name}, seed ${seed}.`, 'Name each run once.');
    seen.add(key);
  }
  const names = [...new Set(runs.map(({ view }) => view.run.name))];
  if (!names.includes(baseline))
    throw refusal('compare-baseline', `No run is of the condition ${baseline}.`, `Choose of ${names.join(', ')}.`);
}

function refusal(code: LabErrorCode, sentence: string, nextStep: string): LabError {
  return new LabError(code, sentence, nextStep);
}

async function judge({ view, state, mergedElites }: Saved, host: Host, cells: Cell[], tasks: Task[]): Promise<Judged> {
  const { world, blobs } = state;
  const finished = { world, adapters: readPools(world, blobs, host.sites).adapters, host };
  const { portfolio, candidates, flops: chooseFlops } = await choosePortfolio(finished, cells);
  const answers = await solveWith(finished, portfolio, tasks);
  const bare = await solveWith(finished, BARE, tasks);
  const { name: condition, seed } = view.run;
  return {
    condition,
    seed,
    solvedShare: mean(answers.solved),
    view,
    archive: world.archive,
    mergedElites,
    answers: answers.solved,
    bareAnswers: bare.solved,
    candidates,
    chooseFlops,
  };
}
