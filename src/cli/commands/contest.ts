/**
 * `evolora contest`: conditions against each other at the same computation, in one command: every run that is missing or
 * unfinished, several side by side, each in a process and a thread of its own, and then the comparison of all of them.
 * Stopped and started again, it goes on where it was.
 */
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LabError } from '../../core/errors.ts';
import { compareCommand } from './compare.ts';
import type { ChosenHost } from '../open-host.ts';
import { loadExperiment } from '../experiment-text.ts';
import { spentFlops } from '../../core/flops.ts';
import { tera } from '../flops.ts';
import { readSaved } from '../saved-run.ts';

export interface ContestOptions extends ChosenHost {
  /** Paths of the experiment files, one a condition. */
  experiments: readonly string[];
  /** FLOPs of each run, of all purposes but measurement. */
  flops: number;
  seeds: readonly string[];
  /** Directory of the runs, each in NAME-SEED. */
  out: string;
  /** Runs side by side. */
  jobs: number;
  /** How many test tasks every run answers. */
  tasks: number;
  /** The condition that differences are to; the first experiment's when left out. */
  baseline?: string;
}

/** One run of the contest. */
interface Entry {
  experiment: string;
  seed: string;
  directory: string;
}

/** @throws LabError what `run` and `compare` throw; `contest-run` when a run fails, `contest-budget` when one is too long */
export async function contestCommand(options: ContestOptions): Promise<void> {
  const { seeds, out, host, model, precision, tasks, baseline } = options;
  const conditions = await Promise.all(
    options.experiments.map(async (experiment) => ({ experiment, name: (await loadExperiment(experiment)).name })),
  );
  const entry = (condition: { experiment: string; name: string }, seed: string): Entry => ({
    experiment: condition.experiment,
    seed,
    directory: join(out, `${condition.name}-${seed}`),
  });
  await runAll(
    seeds.flatMap((seed) => conditions.map((condition) => entry(condition, seed))),
    options,
  );
  const directories = conditions.flatMap((condition) => seeds.map((seed) => entry(condition, seed).directory));
  await compareCommand({ directories, tasks, baseline, host, model, precision });
}

/** Seed by seed, so that an early look compares all conditions. After a failure no further run is begun. */
async function runAll(entries: readonly Entry[], options: ContestOptions): Promise<void> {
  const { flops, jobs } = options;
  const waiting = [...entries];
  const failures: unknown[] = [];
  let done = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next && failures.length === 0; next = waiting.shift()) {
      try {
        await runOne(next, options);
        done += 1;
        console.error(`${await told(next, flops)} (${done} of ${entries.length})`);
      } catch (thrown) {
        failures.push(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failures.length > 0) throw failures[0];
}

/** The command `run` in a process of its own. */
function runOne({ experiment, seed, directory }: Entry, { flops, ...chosen }: ContestOptions): Promise<void> {
  const args = ['run', experiment, '--flops', String(flops), '--seed', seed, '--out', directory, '--threads', '1'];
  for (const name of ['host', 'model', 'precision'] as const)
    if (chosen[name] !== undefined) args.push(`--${name}`, chosen[name]);
  const { script, execArgv } = ownCommand();
  const child = fork(script, args, { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) return resolve();
      const why = said.trim().split('\n').slice(-2).join(' ') || `it ended with ${signal ?? code}`;
      const nextStep = 'Mend it and give the same command again: what is finished is not repeated.';
      reject(new LabError('contest-run', `The run in ${directory} failed: ${why}`, nextStep));
    });
  });
}

/** This command once more: built it is this very file, from source it is main.ts through tsx. */
function ownCommand(): { script: string; execArgv: string[] } {
  const here = fileURLToPath(import.meta.url);
  if (!here.endsWith('.ts')) return { script: here, execArgv: [] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { script: join(dirname(here), '..', 'main.ts'), execArgv: ['--import', tsx] };
}

/** A line about a run that is done; one that went on after it had reached the budget is no run of this contest. */
async function told({ directory }: Entry, flops: number): Promise<string> {
  const { view, records } = await readSaved(directory);
  const { generation, flops: byPurpose } = view;
  const ended = records.at(-1)!.events.find((event) => event.type === 'generation-ended')!;
  const spent = spentFlops(byPurpose);
  if (spent - spentFlops(ended.flops) >= flops) {
    const sentence = `The run in ${directory} has spent ${tera(spent)} TFLOPs, and the contest is about ${tera(flops)}.`;
    throw new LabError('contest-budget', sentence, 'Name another directory with --out.');
  }
  return `${basename(directory)}: ${generation} generations, ${tera(spent)} TFLOPs`;
}
