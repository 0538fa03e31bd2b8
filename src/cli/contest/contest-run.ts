/** One run of a contest: an arm of an experiment with one seed, and what every file of it says of itself. */
import { join } from 'node:path';
import { RULES_VERSION } from '../../core/rules-version.ts';
import type { Config } from '../../ecology/config/config.ts';
import {
  definitionOf,
  runArmsOf,
  type Contest,
  type ContestExperiment,
  type RunArm,
} from '../../evaluation/contest/contest.ts';
import { RESULT_VERSION, type Result } from '../../evaluation/contest/reading.ts';
import type { Host, HostIdentity } from '../../host/index.ts';

export interface ContestRun {
  contest: Contest;
  experiment: ContestExperiment;
  arm: RunArm;
  seed: string;
}

/** What tells a run from every other: the beginning of its result. */
export type RunIdentity = Omit<Result, 'spent' | 'readings' | 'facts' | 'changes'>;

/** All runs of a contest, seed by seed, so that an early look compares all arms. */
export function runsOf(contest: Contest): ContestRun[] {
  return contest.seeds.flatMap((seed) =>
    contest.experiments.flatMap((experiment) =>
      runArmsOf(experiment).map((arm) => ({ contest, experiment, arm, seed })),
    ),
  );
}

/** As it is told to a person, and the path of its result without its ending: `EXPERIMENT/ARM-SEED`. */
export function nameOfRun({ experiment, arm, seed }: ContestRun): string {
  return `${experiment.name}/${arm.name}-${encodeURIComponent(seed)}`;
}

/** Where a run lies in the contest's directory: its result, the directory of what it goes on from, and a rival's adapters. */
export function placesOfRun(out: string, run: ContestRun): { result: string; directory: string; adapters: string } {
  const directory = join(out, run.experiment.name, `${run.arm.name}-${encodeURIComponent(run.seed)}`);
  return { directory, result: `${directory}.json`, adapters: `${directory}.adapters` };
}

/**
 * The world that a run takes place in: an arm’s own, or the one that all arms share. Its pools are salted, and it does not
 * measure itself, which changes nothing and takes time.
 */
export function worldOfRun({ contest, experiment, arm }: ContestRun): Config {
  const config = arm.kind === 'world' ? arm.config : experiment.config;
  return { ...config, cells: { ...config.cells, salt: contest.salt }, measure: { ...config.measure, every: 0 } };
}

/** The host of a run, and where it computes if not on the processor. */
export type ContestHost = HostIdentity & Pick<RunIdentity['host'], 'device'>;

export function contestHostOf(identity: HostIdentity, device: Host['backend']['kind'] | 'cpu' = 'cpu'): ContestHost {
  return device === 'cpu' || device === 'node' || device === 'wasm' ? identity : { ...identity, device };
}

export function identityOfRun({ contest, experiment, arm, seed }: ContestRun, host: ContestHost): RunIdentity {
  const { name, hash, modelHash, modelType, precision, device } = host;
  return {
    version: RESULT_VERSION,
    contest: contest.name,
    experiment: experiment.name,
    arm: arm.name,
    seed,
    salt: contest.salt,
    definition: definitionOf(experiment, arm),
    host: { name, hash, modelHash, modelType, ...(precision && { precision }), ...(device && { device }) },
    rules: RULES_VERSION,
    budget: experiment.budget,
  };
}
