/**
 * `evolora calibrate --world`: what a bare host can do, on its own families or on a file of tasks, as tables, and the world that
 * begins from there, as a file.
 */
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { LabError } from '../../core/errors.ts';
import {
  familiesOf,
  measureHost,
  type CellMeasure,
  type FamilyMeasure,
  type FounderMeasure,
} from '../../evaluation/world/measure-host.ts';
import { worldOnTasks } from '../../evaluation/tasks/own-world.ts';
import { proposeWorld, type ProposedWorld } from '../../evaluation/world/propose-world.ts';
import { changesFrom, changesFromDefault, worldText } from '../../evaluation/world/world-text.ts';
import { salted } from '../../economy/cells.ts';
import type { Interval } from '../../core/statistics.ts';
import { curriculum } from '../../tasks/families.ts';
import { plainName } from '../../tasks/own/names.ts';
import { loadExperiment, presetTexts } from '../experiment-text.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { Progress } from '../progress.ts';
import { replaceFile } from '../replace-file.ts';
import { printTable, type Column } from '../tables/figures.ts';
import { tasksIn } from '../task-file.ts';

interface Options extends ChosenHost {
  /** path of a file of tasks, in place of the base's families, and of a grader of one's own for it */
  file: string | undefined;
  grader: string | undefined;
  /** train tasks a cell */
  tasks: number;
  /** the preset or file whose other parameters are kept */
  base: string;
  seed: string;
  /** what a generation may take, seconds */
  secondsPerGeneration: number;
  threads: number;
  /** where the proposed world is written; printed when there is none */
  out: string | undefined;
}

const FAMILIES: readonly Column<FamilyMeasure>[] = [
  { title: 'family', of: ({ family }) => `\`${plainName(family)}\`` },
  { title: 'n', of: ({ tasks }) => String(tasks) },
  { title: 'solved greedily (95 %)', of: ({ greedy }) => share(greedy) },
  { title: 'solved sampled (95 %)', of: ({ sampled }) => share(sampled) },
];

const CELLS: readonly Column<CellMeasure>[] = [
  { title: 'cell', of: ({ cell }) => `\`${plainName(cell)}\`` },
  { title: 'n', of: ({ tasks }) => String(tasks) },
  { title: 'solved greedily (95 %)', of: ({ greedy }) => share(greedy) },
  { title: 'solved sampled (95 %)', of: ({ sampled }) => share(sampled) },
  { title: 'prompt tokens', of: ({ promptTokens }) => promptTokens.toFixed(0) },
  { title: 'answer tokens', of: ({ newTokens }) => newTokens.toFixed(1) },
  { title: 'cut off', of: ({ cutShare }) => percent(cutShare) },
];

const FOUNDERS: readonly Column<FounderMeasure>[] = [
  { title: 'founder’s size', of: ({ step }) => String(step) },
  { title: 'answers', of: ({ answers }) => String(answers) },
  { title: 'other text', of: ({ changed }) => percent(changed) },
  { title: 'still right', of: ({ kept }) => percent(kept) },
];

/**
 * Measures the bare host, prints what it can do and writes the proposed world. Errors as `loadExperiment`, `tasksIn`,
 * `worldOnTasks` and decoding.
 */
export async function calibrateWorldCommand(options: Options): Promise<void> {
  const { file, grader, tasks, base, seed, secondsPerGeneration, threads, out } = options;
  const book = file === undefined ? null : await tasksIn({ tasks: file, grader });
  const { name, config: written } = await loadExperiment(base);
  const host = await openChosenHost(options, threads);
  try {
    const config = book === null ? written : worldOnTasks(written, book, host, basename(file!));
    const progress = new Progress();
    const measure = await measureHost({
      host,
      cells: salted(curriculum(config.cells.curriculum, config.cells.salt), config.cells.salt),
      tasks,
      seed,
      clock: () => performance.now() / 1000,
      onProgress: (done, doing) => progress.update(done, plainName(doing)),
    });
    progress.end();
    printTable(FAMILIES, familiesOf(measure.cells));
    console.log('');
    printTable(CELLS, measure.cells);
    console.log('');
    printTable(FOUNDERS, measure.founders);
    const proposal = proposeWorld({ host, measure, base: config, secondsPerGeneration });
    const title = `${name} on ${host.identity.name}`;
    const about = `${title}, proposed from ${tasks} train tasks a cell. ${estimateText(proposal)}`;
    const preset = presetTexts().has(base) ? name : null;
    const kept = preset === null ? changesFromDefault(written, `as in ${basename(base)}`) : [];
    const living = file === undefined ? [] : changesFrom(written, config, `as the tasks of ${basename(file)} need it`);
    const text = worldText({ name: title, about, base: preset, changes: [...kept, ...living, ...proposal.changes] });
    console.log(`\n${estimateText(proposal)}\n`);
    if (out === undefined) return console.log(text);
    await writeWorld(out, text);
    const own = file === undefined ? '' : ` --tasks ${file}${grader === undefined ? '' : ` --grader ${grader}`}`;
    console.log(
      `The world is in ${out}; “evolora run ${out}${own} --generations 30” lets it live, on the same --host.`,
    );
  } finally {
    await host.dispose();
  }
}

/** What took minutes to find is not lost where its place cannot be written. */
async function writeWorld(out: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await replaceFile(out, text);
  } catch (cause) {
    console.log(text);
    const sentence = `${out} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new LabError('export-place', sentence, 'Keep the world that is printed above in a file.', { cause });
  }
}

function estimateText({ estimate: { secondsPerGeneration, poolBytes, storedBytes } }: ProposedWorld): string {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  return (
    `A generation takes about ${secondsPerGeneration.toPrecision(2)} s on this machine; the living need ` +
    `${megabytes(poolBytes)} of memory, a hundred generations at most ${megabytes(storedBytes)} of storage.`
  );
}

function share({ mean, low, high }: Interval): string {
  return `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}
