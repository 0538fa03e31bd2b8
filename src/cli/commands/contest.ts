/**
 * `evolora contest`: what a manifest says, made and judged in one command: every run that is missing or unfinished, several
 * side by side, each in a process and a thread of its own, and then the tables. Stopped and started again, it goes on where
 * it was.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../core/errors.ts';
import type { Contest } from '../../evaluation/contest/contest.ts';
import { judge } from '../../evaluation/contest/judge.ts';
import { parseContest } from '../../evaluation/contest/parse.ts';
import type { Result } from '../../evaluation/contest/reading.ts';
import type { BaseModel } from '../../exchange/adapters/model-card.ts';
import {
  contestHostOf,
  nameOfRun,
  placesOfRun,
  runsOf,
  type ContestHost,
  type ContestRun,
} from '../contest/contest-run.ts';
import { readResult, readUnfinished } from '../contest/run-files.ts';
import { runAll } from '../contest/run-all.ts';
import { contestJson } from '../tables/contest-json.ts';
import { printContest } from '../tables/contest.ts';
import { presetTexts, readExperiment } from '../experiment-text.ts';
import { describeChosenHost, type ChosenHost } from '../open-host.ts';

export interface ContestOptions extends ChosenHost {
  /** Path of the manifest, or its name among the lab’s own. */
  manifest: string;
  /** Directory of the runs; runs/NAME unless told. */
  out?: string;
  /** Runs side by side. */
  jobs: number;
  /** Other seeds than the manifest’s. */
  seeds?: readonly string[];
  /** Of which runs are made: names of experiments, or EXPERIMENT/ARM; all unless told. */
  only?: readonly string[];
  /** Make nothing; tell of what is there. */
  tablesOnly: boolean;
  json: boolean;
  /** The adapters of rivals are written too; what PEFT is to load below them is the host by its name, unless told. */
  adapters?: boolean;
  base?: BaseModel | undefined;
}

/**
 * @throws LabErrors of the manifest, `contest-damaged` and `contest-foreign` before anything is begun, `contest-run` when
 *   some runs have failed, `contest-stopped`
 */
export async function contestCommand(options: ContestOptions): Promise<void> {
  const contest = await loadContest(options.manifest, options.seeds);
  const out = options.out ?? join('runs', contest.name);
  const identity = contestHostOf((await describeChosenHost(options)).identity, options.device);
  const runs = runsOf(contest);
  const wanted = runs.filter(chosenBy(options.only, runs));
  const missing = await missingOf(out, wanted, identity);
  if (options.adapters)
    tellGone(
      out,
      wanted.filter((run) => !missing.includes(run)),
    );
  if (!options.tablesOnly && missing.length > 0)
    await runAll(missing, {
      jobs: options.jobs,
      argsOf: (run) => argsOf(run, out, options),
      resultOf: (run) => readResult(out, run, identity),
    });
  const results = (await Promise.all(runs.map((run) => readResult(out, run, identity)))).filter((one) => one !== null);
  print(contest, results, runs, options.json);
}

/**
 * A manifest as it lies on disk, or one of the lab's own, with other seeds where they are told. Throws LabErrors of `readExperiment`
 * and `parseContest`, and `usage` for seeds that its settings were searched for with.
 */
export async function loadContest(path: string, seeds?: readonly string[]): Promise<Contest> {
  const presets = presetTexts();
  const contest = parseContest(await readExperiment(path), (name) => presets.get(name) ?? null, path);
  if (!seeds) return contest;
  const tuned = seeds.find((seed) => contest.tuning?.seeds.includes(seed));
  if (tuned !== undefined)
    throw new LabError(
      'usage',
      `The seed ${tuned} is one that the contest’s settings were searched for with.`,
      'Name seeds that were used for nothing else.',
    );
  return { ...contest, seeds: [...seeds] };
}

/** Throws LabError `usage` for what is neither an experiment nor an arm with runs of its own. */
function chosenBy(only: readonly string[] | undefined, runs: readonly ContestRun[]): (run: ContestRun) => boolean {
  if (!only) return () => true;
  const namesOf = ({ experiment, arm }: ContestRun) => [experiment.name, `${experiment.name}/${arm.name}`];
  const known = [...new Set(runs.flatMap(namesOf))];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const sentence = `No experiment, and no arm with runs of its own, is called ${unknown}.`;
    throw new LabError('usage', sentence, `Choose of ${known.join(', ')}.`);
  }
  return (run) => namesOf(run).some((name) => only.includes(name));
}

/** The runs without a result. Looks at everything that is there, so that nothing is begun beside what cannot stay. */
async function missingOf(out: string, runs: readonly ContestRun[], host: ContestHost): Promise<ContestRun[]> {
  const missing: ContestRun[] = [];
  for (const run of runs) {
    if (await readResult(out, run, host)) continue;
    await readUnfinished(out, run, host);
    missing.push(run);
  }
  return missing;
}

/** A rival whose run is whole has nothing left that adapters could be written from. */
function tellGone(out: string, whole: readonly ContestRun[]): void {
  const gone = whole.filter((run) => run.arm.kind === 'rival' && !existsSync(placesOfRun(out, run).adapters));
  if (gone.length === 0) return;
  const names = gone.map(nameOfRun).join(', ');
  console.error(`No adapters of what was whole before: ${names}. Name another --out to make these runs again.`);
}

function argsOf({ experiment, arm, seed }: ContestRun, out: string, options: ContestOptions): string[] {
  const run = ['--experiment', experiment.name, '--arm', arm.name, `--seed=${seed}`];
  const args = ['contest-run', options.manifest, '--out', out, ...run];
  const { adapters, base } = options;
  if (adapters) args.push('--adapters');
  if (base) args.push('--base-model', base.repository);
  if (base?.revision !== undefined) args.push('--revision', base.revision);
  for (const name of ['host', 'model', 'precision', 'hub', 'dtype', 'device'] as const)
    if (options[name] !== undefined) args.push(`--${name}`, options[name]);
  return args;
}

/** The tables of what is there, and what is missing of the whole. */
function print(contest: Contest, results: readonly Result[], runs: readonly ContestRun[], json: boolean): void {
  const done = new Set(results.map(({ experiment, arm, seed }) => JSON.stringify([experiment, arm, seed])));
  const missing = runs
    .filter(({ experiment, arm, seed }) => !done.has(JSON.stringify([experiment.name, arm.name, seed])))
    .map(nameOfRun);
  const judgement = judge(contest, results);
  if (missing.length > 0) {
    const sentence = `Not complete: ${missing.length} of ${runs.length} runs are missing: ${missing.join(', ')}.`;
    if (json) console.error(sentence);
    else console.log(`${sentence}\n`);
  }
  if (json) console.log(contestJson(judgement));
  else printContest(judgement);
}
