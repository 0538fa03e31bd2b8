/** `evolora evaluate`: runs measured on test tasks, or on a file of tasks; nothing of them changes. */
import { basename } from 'node:path';
import { evaluateRun, metBefore, testTasksOf, type ContenderScore } from '../../evaluation/tasks/evaluate.ts';
import type { GivenAdapter } from '../../exchange/adapters/given.ts';
import type { Host } from '../../host/index.ts';
import { promptsMet } from '../../record/met.ts';
import { readPools } from '../../record/store/pools.ts';
import { tasksOfBook } from '../../tasks/own/families.ts';
import type { Task } from '../../tasks/task.ts';
import { tera } from '../flops.ts';
import { readAdapters } from '../adapter-files.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { Progress } from '../progress.ts';
import { readSaved, requireHost } from '../saved-run.ts';
import { interval, printTable, type Column } from '../tables/figures.ts';
import { tasksIn } from '../task-file.ts';

interface EvaluateOptions extends ChosenHost {
  directories: readonly string[];
  /** Path of a file of tasks; the test pool of each run unless told. */
  file: string | undefined;
  /** Path of a grader of one's own for it. */
  grader?: string | undefined;
  /** How many test tasks, where no file is given. */
  tasks: number;
  /** Paths of adapters that are measured beside those of the run. */
  adapters: readonly string[];
  threads: number;
}

/** Measures and prints. LabErrors of the runs, `compare-host`, and those of a file of tasks and of adapters. */
export async function evaluateCommand(options: EvaluateOptions): Promise<void> {
  const { directories, file, grader, threads } = options;
  const book = file === undefined ? null : await tasksIn({ tasks: file, grader });
  const host = await openChosenHost(options, threads);
  try {
    const guests = await readAdapters(options.adapters, host.sites);
    for (const directory of directories) await evaluateOne({ directory, host, book, guests }, options);
  } finally {
    await host.dispose();
  }
}

interface Measured {
  directory: string;
  host: Host;
  /** Hash of the file of tasks. */
  book: string | null;
  guests: readonly GivenAdapter[];
}

async function evaluateOne({ directory, host, book, guests }: Measured, options: EvaluateOptions): Promise<void> {
  const { store, id, view, records } = await readSaved(directory);
  requireHost(directory, view, host.identity);
  const { world, blobs } = await store.readWorld(id);
  const { adapters } = readPools(world, blobs, host.sites);
  const tasks: Task[] =
    book === null ? testTasksOf(world, options.tasks) : tasksOfBook(book).map((task) => ({ ...task, pool: 'test' }));
  const progress = new Progress();
  const onProgress = (share: number) => progress.update(share, `Measuring ${directory}`);
  const scores = await evaluateRun({ world, adapters, host, guests }, tasks, { onProgress });
  progress.end();
  const met = metBefore(tasks, await promptsMet(world, records));
  const from = options.file === undefined ? 'test tasks of its own' : `tasks of ${basename(options.file)}`;
  console.log(
    `\n${directory}: “${view.run.name}”, seed ${view.run.seed}, generation ${view.generation}, on ${tasks.length} ${from}.\n`,
  );
  printTable(columnsFor(scores), scores);
  console.log(
    `\n${overlapWords(met, tasks.length)} Shares and differences with 95 % intervals, over tasks; p of McNemar’s exact test against the bare host, for each row by itself. The run is as it was.`,
  );
}

function columnsFor(scores: readonly ContenderScore[]): Column<ContenderScore>[] {
  const families = scores[0]!.families.map(({ family }) => family);
  return [
    { title: 'who answers', of: ({ name }) => name },
    { title: 'solved', of: ({ solved }) => interval(solved) },
    { title: 'minus the bare host, paired', of: ({ difference }) => (difference ? interval(difference) : '–') },
    { title: 'p', of: ({ p }) => (p === null ? '–' : p.toFixed(3)) },
    { title: 'answered by an adapter', of: ({ byAdapter }) => String(byAdapter) },
    { title: 'prompt tokens', of: ({ promptTokens }) => String(promptTokens) },
    { title: 'new tokens', of: ({ newTokens }) => String(newTokens) },
    { title: 'TFLOPs', of: ({ flops }) => tera(flops) },
    { title: 'E a task', of: ({ energyPerTask }) => energyPerTask.toFixed(3) },
    {
      title: 'E a solved task',
      of: ({ energyPerSolved }) => (Number.isFinite(energyPerSolved) ? energyPerSolved.toFixed(3) : '–'),
    },
    ...families.map((family, i) => ({
      title: family,
      of: (score: ContenderScore) => interval(score.families[i]!.solved),
    })),
  ];
}

function overlapWords(met: number, all: number): string {
  return met === 0
    ? 'The run has met none of these prompts, in attempts or in learning.'
    : `The run has met ${met} of these ${all} prompts, in attempts or in learning, capitals, signs and spaces aside: what it solves of them it may have learnt by heart.`;
}
