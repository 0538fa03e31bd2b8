/**
 * The judgement of a contest: what every arm solved and what that cost, every difference of two, and what was claimed before
 * any of it was run. Means are over cells, intervals at 95 % over seeds and tasks; only the primaries are corrected for being
 * several, so everything else is exploratory.
 */
import { pAbove, type ClusteredEstimate } from '../../core/clustered.ts';
import { holm } from '../../core/holm.ts';
import { runAndVoiceOf, type Contest, type ContestArm, type ContestExperiment } from './contest.ts';
import { costsOf, type Cost } from './costs.ts';
import type { Primary } from './manifest.ts';
import type { Result } from './reading.ts';
import { differenceOf, readRunsOf, scoredMarks, scoreOf, type ReadRun } from './scores.ts';

/** One arm of an experiment, judged; estimates are null where nothing was read. */
export interface JudgedArm {
  arm: ContestArm;
  runs: readonly ReadRun[];
  /** Macro mean, as the experiment scores. */
  macro: ClusteredEstimate | null;
  /** The same of every seed alone, in the order of `runs`. */
  bySeed: readonly number[];
  /** Of every single mark. */
  atMarks: readonly { mark: number; macro: ClusteredEstimate | null }[];
  cells: readonly { cell: string; share: ClusteredEstimate | null }[];
  cost: Cost;
}

export interface JudgedExperiment {
  experiment: ContestExperiment;
  arms: readonly JudgedArm[];
  /** Of all pairs, each once: the later arm less the earlier one. */
  differences: readonly { arm: string; less: string; difference: ClusteredEstimate | null }[];
}

/** What one of the arms that a primary is against says of it. */
interface Against {
  name: string;
  difference: ClusteredEstimate | null;
  p: number;
}

export interface JudgedPrimary {
  experiment: string;
  primary: Primary;
  against: readonly Against[];
  /** The one of the least lower bound, by which the claim stands or falls. */
  hardest: Against;
  /** The greatest p of all that it is against: the claim is of all at once (an intersection-union test, Berger 1982). */
  p: number;
  /** Adjusted for all primaries of the contest. */
  holm: number;
  verdict: Verdict;
}

/**
 * It holds: adjusted p below 0.05. It is refuted: against one of them the whole interval lies at or below what was claimed.
 * Else it is not shown.
 */
type Verdict = 'holds' | 'not shown' | 'refuted';

export interface Judgement {
  contest: Contest;
  experiments: readonly JudgedExperiment[];
  primaries: readonly JudgedPrimary[];
}

/**
 * Judges what was run so far. Seeds that an arm lacks are left out of what it is compared in.
 * @param results  of this contest only, each run once
 * @throws LabError `contest-voice` when an arm is a voice that its runs do not have
 */
export function judge(contest: Contest, results: readonly Result[]): Judgement {
  const experiments = contest.experiments.map((experiment) => judgeExperiment(experiment, results));
  return { contest, experiments, primaries: judgePrimaries(experiments) };
}

function judgeExperiment(experiment: ContestExperiment, results: readonly Result[]): JudgedExperiment {
  const marks = scoredMarks(experiment);
  const read = experiment.arms.map((arm) => ({ arm, runs: readRunsOf(experiment.name, arm, results) }));
  const scored = read.map(({ arm, runs }) => ({ arm, runs, macro: scoreOf(runs, marks) }));
  const costs = costsOf(
    scored.map(({ arm, runs, macro }) => ({ run: runAndVoiceOf(arm).run, runs, share: macro?.mean ?? NaN })),
    marks,
  );
  const arms = scored.map(({ arm, runs, macro }, i): JudgedArm => {
    const bySeed = runs.flatMap((run) => scoreOf([run], marks)?.mean ?? []);
    const atMarks = experiment.marks.map((mark) => ({ mark, macro: scoreOf(runs, [mark]) }));
    const cells = experiment.config.cells.opening.map((cell) => ({ cell, share: scoreOf(runs, marks, cell) }));
    return { arm, runs, macro, bySeed, atMarks, cells, cost: costs[i]! };
  });
  const differences = read.flatMap(({ arm, runs }, i) =>
    read.slice(0, i).map((less) => ({
      arm: arm.name,
      less: less.arm.name,
      difference: differenceOf(runs, less.runs, marks),
    })),
  );
  return { experiment, arms, differences };
}

function judgePrimaries(experiments: readonly JudgedExperiment[]): JudgedPrimary[] {
  const judged = experiments.flatMap(({ experiment, arms }) =>
    experiment.primaries.map((primary) => ({
      experiment: experiment.name,
      ...judgePrimary(primary, experiment, arms),
    })),
  );
  const adjusted = holm(judged.map(({ p }) => p));
  return judged.map((one, i) => ({ ...one, holm: adjusted[i]!, verdict: verdictOf(one, adjusted[i]!) }));
}

function judgePrimary(primary: Primary, experiment: ContestExperiment, arms: readonly JudgedArm[]) {
  const marks = scoredMarks(experiment, primary.at);
  const runsOf = (name: string) => arms.find(({ arm }) => arm.name === name)!.runs;
  const against = primary.against.map((name): Against => {
    const difference = differenceOf(runsOf(primary.arm), runsOf(name), marks);
    return { name, difference, p: difference ? pAbove(difference, primary.above) : 1 };
  });
  const lowOf = ({ difference }: Against) => difference?.low ?? -Infinity;
  const hardest = against.reduce((least, one) => (lowOf(one) < lowOf(least) ? one : least));
  return { primary, against, hardest, p: Math.max(...against.map(({ p }) => p)) };
}

function verdictOf({ primary, against }: Pick<JudgedPrimary, 'primary' | 'against'>, adjusted: number): Verdict {
  if (adjusted < 0.05) return 'holds';
  const isRefuted = against.some(({ difference }) => difference && difference.high <= primary.above);
  return isRefuted ? 'refuted' : 'not shown';
}
