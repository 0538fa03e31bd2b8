/**
 * What arms solved, out of the results of their runs: the macro mean, in which every cell weighs alike however many tasks it
 * has, and every reading that counts, with the doubt over seeds and tasks; and the difference of two arms, task by task.
 */
import { clusteredEstimate, type ClusteredEstimate, type OutcomeGroup } from '../../core/clustered.ts';
import { LabError } from '../../core/errors.ts';
import { runAndVoiceOf, TERA, type ContestArm, type ContestExperiment } from './contest.ts';
import type { CellReading, ContestReading, Result } from './reading.ts';

/** A run of an arm, with its readings by the arm's own voice, by their marks. */
export interface ReadRun {
  seed: string;
  result: Result;
  readings: ReadonlyMap<number, ContestReading>;
}

/**
 * An arm's runs, in the order of the results.
 * @throws LabError `contest-voice` when a run has no such voice
 */
export function readRunsOf(experiment: string, arm: ContestArm, results: readonly Result[]): ReadRun[] {
  const { run, voice } = runAndVoiceOf(arm);
  const own = results.filter((result) => result.experiment === experiment && result.arm === run);
  return own.map((result) => {
    const readings = result.readings.filter((reading) => reading.voice === voice);
    if (readings.length === 0) throw noVoice(experiment, arm, result);
    return { seed: result.seed, result, readings: new Map(readings.map((reading) => [reading.mark, reading])) };
  });
}

function noVoice(experiment: string, arm: ContestArm, { readings }: Result): LabError {
  const { run, voice } = runAndVoiceOf(arm);
  const voices = [...new Set(readings.map((reading) => reading.voice))].map((one) => (one === '' ? 'its own' : one));
  return new LabError(
    'contest-voice',
    `In ${experiment}, ${arm.name} is to be the voice “${voice}” of ${run}, whose runs answer with ${voices.join(' and ')} only.`,
    'Name one of these as the voice in the manifest.',
  );
}

/** The marks that count: the one that is asked for, or those that the experiment is judged by. TFLOPs. */
export function scoredMarks({ marks, score, budget }: ContestExperiment, at?: number): number[] {
  if (at !== undefined) return [at];
  return score === 'last' ? marks.slice(-1) : marks.filter((mark) => mark > budget / TERA / 2);
}

/** Share solved, each cell and each of the marks weighing alike; null when no run was read there. */
export function scoreOf(runs: readonly ReadRun[], marks: readonly number[], cell?: string): ClusteredEstimate | null {
  return estimateOf(
    runs.map(({ readings }) =>
      readingsAt(readings, marks).flatMap((reading) =>
        cellsOf(reading, cell).map(([name, { custom, tasks, solved }]) => ({
          tasks: namesOf(name, custom, tasks),
          values: [...solved].map(Number),
        })),
      ),
    ),
  );
}

/**
 * What one arm solved more than another, over the seeds and tasks that both have; null when they have none in common.
 * Both were asked the same at the same mark, so that what is hard for both cancels.
 */
export function differenceOf(
  treated: readonly ReadRun[],
  control: readonly ReadRun[],
  marks: readonly number[],
  cell?: string,
): ClusteredEstimate | null {
  const controls = new Map(control.map((run) => [run.seed, run]));
  return estimateOf(
    treated.map(({ seed, readings }) =>
      readingsAt(readings, marks).flatMap((reading) => {
        const other = controls.get(seed)?.readings.get(reading.mark);
        return cellsOf(reading, cell).flatMap(([name, own]) => {
          const paired = other?.cells[name] && pairedIn(name, own, other.cells[name]);
          return paired ? [paired] : [];
        });
      }),
    ),
  );
}

/** The readings at these marks. */
export function readingsAt(readings: ReadRun['readings'], marks: readonly number[]): ContestReading[] {
  return marks.flatMap((mark) => readings.get(mark) ?? []);
}

type Outcomes = Pick<OutcomeGroup, 'tasks' | 'values'>;

function cellsOf({ cells }: ContestReading, cell: string | undefined): [string, CellReading][] {
  return Object.entries(cells).filter(([name]) => cell === undefined || name === cell);
}

/** The same prompt under another custom is another task. */
function namesOf(cell: string, custom: string, tasks: readonly string[]): string[] {
  return tasks.map((task) => `${cell} ${custom} ${task}`);
}

function pairedIn(cell: string, own: CellReading, other: CellReading): Outcomes | undefined {
  const theirs = new Map(other.tasks.map((task, i) => [task, Number(other.solved[i])]));
  const both = own.tasks.flatMap((task, i) => {
    const control = theirs.get(task);
    return control === undefined ? [] : [{ task, value: Number(own.solved[i]) - control }];
  });
  if (both.length === 0) return undefined;
  const tasks = namesOf(
    cell,
    own.custom,
    both.map(({ task }) => task),
  );
  return { tasks, values: both.map(({ value }) => value) };
}

/** By seed everything that it was asked, each part weighing alike; seeds that were asked nothing are left out. */
function estimateOf(bySeed: readonly (readonly Outcomes[])[]): ClusteredEstimate | null {
  const asked = bySeed.filter((parts) => parts.length > 0);
  if (asked.length === 0) return null;
  return clusteredEstimate(
    asked.flatMap((parts, seed) => parts.map((part) => ({ seed, weight: 1 / parts.length, ...part }))),
  );
}
