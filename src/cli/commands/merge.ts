/** `evolora merge`: some of a run's adapters as one of a given rank, measured beside them before it is written. */
import { evaluateRun, testTasksOf } from '../../evaluation/tasks/evaluate.ts';
import { carriedAdapters, type AdapterChoice } from '../../exchange/adapters/chosen.ts';
import { mergedAdapter, mergedFiles } from '../../exchange/adapters/merged.ts';
import type { BaseModel } from '../../exchange/adapters/model-card.ts';
import { readPools } from '../../record/store/pools.ts';
import { baseOf, choiceOf } from '../adapter-choice.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { HOST, hostOf, readOptions, usageError, wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { requireHost } from '../saved-run.ts';
import { interval, printTable } from '../tables/figures.ts';
import { readWholeRun } from '../whole-run.ts';
import { requireEmpty, writeFiles } from '../kept/write-files.ts';

interface MergeOptions extends ChosenHost {
  /** A run's directory or its `.evolora` file. */
  run: string;
  out: string;
  which: AdapterChoice;
  rank: number;
  base?: BaseModel | undefined;
  /** How many test tasks it is measured on. */
  tasks: number;
  threads: number;
}

/** Throws LabErrors of reading, choosing and merging, `compare-host`, and `export-place` before anything is opened. */
async function mergeCommand({ run, out, which, rank, base, tasks, threads, ...chosen }: MergeOptions) {
  await requireEmpty(out);
  const whole = await readWholeRun(run);
  const parts = carriedAdapters(whole, which);
  const host = await openChosenHost(chosen, threads);
  try {
    requireHost(run, whole.view, host.identity);
    const { world, blobs } = whole;
    const progress = new Progress();
    const adapter = await mergedAdapter(whole, parts, host.sites, rank, {
      onProgress: (share) => progress.update(share, `Merging ${parts.length} adapters`),
    });
    const { adapters } = readPools(world, blobs, host.sites);
    const drawn = testTasksOf(world, tasks);
    const guests = [{ name: 'merged', adapter }];
    const onProgress = (share: number) => progress.update(share, `Measuring ${parts.length} adapters as one`);
    const scores = await evaluateRun({ world, adapters, host, guests }, drawn, { onProgress });
    progress.end();
    console.log(`\n${parts.length} adapters as one of rank ${rank}, on ${drawn.length} test tasks:\n`);
    printTable(
      [
        { title: 'who answers', of: ({ name }) => name },
        { title: 'solved', of: ({ solved }) => interval(solved) },
        { title: 'minus the bare host, paired', of: ({ difference }) => (difference ? interval(difference) : '–') },
      ],
      scores,
    );
    const repository = base ?? { repository: whole.view.run.host.name };
    const merged = { adapter, sites: host.sites, parts, base: repository, scores, tasks: drawn.length };
    writeFiles(out, mergedFiles(whole, merged));
  } finally {
    await host.dispose();
  }
}

/** The command as it was typed. Throws LabError `usage` besides. */
export async function mergeWords(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const own = { out: text, which: text, rank: text, number: text, threads: text } as const;
  const { values, positionals } = readOptions(args, { ...own, 'base-model': text, revision: text, ...HOST });
  const { out, which = 'portfolio' } = values;
  const [run] = positionals;
  if (!run || positionals.length > 1) throw usageError('Name one run.');
  if (out === undefined) throw usageError('Say --out.');
  const rank = wholeNumber('--rank', values.rank ?? '8', 1);
  if (rank > 512) throw usageError('--rank is 512 at most.');
  await mergeCommand({
    run,
    out,
    which: choiceOf(which),
    rank,
    base: baseOf(values),
    tasks: wholeNumber('--number', values.number ?? '240', 1),
    threads: wholeNumber('--threads', values.threads ?? '2', 1),
    ...hostOf(values),
  });
}
