/** `evolora calibrate --world`: what a bare host can do, as tables, and the world that begins from there, as a file. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  familiesOf,
  measureHost,
  type CellMeasure,
  type FamilyMeasure,
  type FounderMeasure,
} from '../../evaluation/world/measure-host.ts';
import { proposeWorld, type ProposedWorld } from '../../evaluation/world/propose-world.ts';
import { changesFromDefault, worldText } from '../../evaluation/world/world-text.ts';
import { salted } from '../../economy/cells.ts';
import type { Interval } from '../../core/statistics.ts';
import { curriculum } from '../../tasks/families.ts';
import { loadExperiment, presetTexts } from '../experiment-text.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { Progress } from '../progress.ts';
import { printTable, type Column } from '../tables/figures.ts';

interface Options extends ChosenHost {
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
  { title: 'family', of: ({ family }) => `\`${family}\`` },
  { title: 'n', of: ({ tasks }) => String(tasks) },
  { title: 'solved greedily (95 %)', of: ({ greedy }) => share(greedy) },
  { title: 'solved sampled (95 %)', of: ({ sampled }) => share(sampled) },
];

const CELLS: readonly Column<CellMeasure>[] = [
  { title: 'cell', of: ({ cell }) => `\`${cell}\`` },
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

/** Measures the bare host, prints what it can do and writes the proposed world. Errors as `loadExperiment` and decoding. */
export async function calibrateWorldCommand(options: Options): Promise<void> {
  const { tasks, base, seed, secondsPerGeneration, threads, out } = options;
  const { name, config } = await loadExperiment(base);
  const host = await openChosenHost(options, threads);
  try {
    const progress = new Progress();
    const measure = await measureHost({
      host,
      cells: salted(curriculum(config.cells.curriculum, config.cells.salt), config.cells.salt),
      tasks,
      seed,
      clock: () => performance.now() / 1000,
      onProgress: (done, doing) => progress.update(done, doing),
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
    const kept = preset === null ? changesFromDefault(config, `as in ${basename(base)}`) : [];
    const text = worldText({ name: title, about, base: preset, changes: [...kept, ...proposal.changes] });
    console.log(`\n${estimateText(proposal)}\n`);
    if (out === undefined) return console.log(text);
    await writeFile(out, text);
    console.log(`The world is in ${out}; “evolora run ${out} --generations 30” lets it live, on the same --host.`);
  } finally {
    await host.dispose();
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
