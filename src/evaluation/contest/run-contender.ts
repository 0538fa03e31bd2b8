/**
 * One run of a contest: a contender spends its budget and is read at every mark. Reading is free of charge and touches
 * nothing: greedy answers to test tasks that depend on salt, seed, mark and cell alone, so that every arm has the same.
 */
import { random } from '../../base/random.ts';
import { LabError } from '../../core/errors.ts';
import { spentFlops } from '../../core/flops.ts';
import { cellName } from '../../economy/cells.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { answerTasks, type Answer } from '../../tasks/answers.ts';
import { USUAL } from '../../tasks/customs.ts';
import { drawTasks } from '../../tasks/pools.ts';
import type { Cell, Task } from '../../tasks/task.ts';
import type { Contender, Voice } from './contender.ts';
import { TERA } from './contest.ts';
import type { CellReading, ContestReading } from './reading.ts';

/** What a run is about, whoever runs. */
export interface Course {
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>;
  salt: string;
  seed: string;
  /** FLOPs; the run ends with the first generation that reaches it. */
  budget: number;
  /** Moments of reading, rising, TFLOPs. */
  marks: readonly number[];
  /** Test tasks of a cell, at every reading; small pools give fewer. */
  tasks: number;
  maxNewTokens: number;
}

interface RunOptions {
  signal?: AbortSignal;
  /** Awaited after every generation, when what was due has been read; all readings so far. */
  onStep?: (readings: readonly ContestReading[]) => Promise<void>;
  /** Awaited when somebody has been read at a mark, before that is kept; who answered. */
  onRead?: (mark: number, voices: Readonly<Record<string, Voice>>) => Promise<void>;
}

/** What a world or rival of this run draws its own randomness from, and so when its customs change. */
export function runSeedOf({ salt, seed }: Pick<Course, 'salt' | 'seed'>): string {
  return `${salt}/${seed}`;
}

/**
 * Advances a contender to its budget, and gives all readings, by mark: as it stood after the last generation that lay within the
 * mark, so that nobody is read after more than it says. One that has ended is read as it stands at the marks it did not reach.
 * @param before  readings of an earlier stretch of the same run, which are not made again
 * @throws LabError `contest-budget` when one generation takes more than the whole budget; the abort reason; what the host throws
 */
export async function runContender(
  contender: Contender,
  course: Course,
  before: readonly ContestReading[] = [],
  { signal, onStep, onRead }: RunOptions = {},
): Promise<ContestReading[]> {
  const readings = [...before];
  const readDue = async (moment: Moment, until: number) => {
    for (const mark of course.marks) {
      if (mark * TERA >= until || readings.some((reading) => reading.mark === mark)) continue;
      readings.push(...(await readAt(mark, moment, course, signal)));
      await onRead?.(mark, moment.voices);
    }
  };
  let last = momentOf(contender);
  while (!contender.ended && last.flops < course.budget) {
    await contender.advance({ signal });
    const now = momentOf(contender);
    requireAffordable(now.flops - last.flops, course);
    await readDue(last, now.flops);
    await onStep?.(readings);
    last = now;
  }
  await readDue(last, Infinity);
  return readings;
}

/** A contender as it stands between two generations. */
interface Moment {
  flops: number;
  lines: number;
  cells: readonly Cell[];
  voices: Readonly<Record<string, Voice>>;
}

function momentOf(contender: Contender): Moment {
  const { cells, spent } = contender;
  return { flops: spentFlops(spent), lines: contender.facts().lines, cells, voices: contender.voices() };
}

function requireAffordable(step: number, { budget }: Course): void {
  if (step <= budget) return;
  throw new LabError(
    'contest-budget',
    `One generation takes ${tera(step)} TFLOPs, and the whole budget is ${tera(budget)}.`,
    'Give the experiment more tflops, or its world a smaller generation.',
  );
}

function tera(flops: number): string {
  return String(Number((flops / TERA).toPrecision(3)));
}

/** The test tasks of a cell at a mark: other ones at every mark, wanted in the form that the cell has. */
function testTasks(cell: Cell, mark: number, { salt, seed, tasks }: Course): Task[] {
  const drawn = drawTasks([cell], 'test', tasks, random('contest-test', salt, seed, mark, cellName(cell)));
  if (drawn.length > 0) return drawn;
  const sentence = `The cell ${cellName(cell)} has no task in the test pool.`;
  throw new LabError('empty-pool', sentence, 'Choose another cell or another depth.');
}

/** All cells and all voices in one batch; what two voices would answer alike is answered once. */
async function readAt(mark: number, moment: Moment, course: Course, signal?: AbortSignal): Promise<ContestReading[]> {
  const cells = moment.cells.map((cell) => ({ cell, tasks: testTasks(cell, mark, course) }));
  const batch = new Batch();
  const pending = Object.entries(moment.voices).map(([voice, answering]) => ({
    voice,
    cells: cells.map(({ cell, tasks }) => {
      const adapter = answering.get(cellName(cell));
      if (adapter === undefined) throw new RangeError(`nobody is named for ${cellName(cell)}`);
      return { cell, tasks, rows: tasks.map((task) => batch.rowOf(task, adapter)) };
    }),
  }));
  const answers = await batch.answer(course, mark, signal);
  const { flops, lines } = moment;
  return pending.map(({ voice, cells }) => ({
    mark,
    flops,
    lines,
    voice,
    cells: Object.fromEntries(
      cells.map(({ cell, tasks, rows }) => [
        cellName(cell),
        cellReading(
          cell,
          tasks,
          rows.map((row) => answers[row]!),
        ),
      ]),
    ),
  }));
}

function cellReading({ custom = USUAL }: Cell, tasks: readonly Task[], answers: readonly Answer[]): CellReading {
  return {
    custom,
    tasks: tasks.map(({ id }) => id),
    solved: answers.map(({ solved }) => (solved ? '1' : '0')).join(''),
    answerFlops: answers.reduce((sum, { flops }) => sum + flops, 0),
  };
}

/** Rows to be answered, each pair of a task and an adapter once. */
class Batch {
  readonly #rows: { task: Task; adapter: Adapter | null }[] = [];
  readonly #known = new Map<Adapter | null, Map<Task, number>>();

  rowOf(task: Task, adapter: Adapter | null): number {
    const known = this.#known.get(adapter) ?? new Map<Task, number>();
    this.#known.set(adapter, known);
    const row = known.get(task) ?? this.#rows.push({ task, adapter }) - 1;
    known.set(task, row);
    return row;
  }

  answer({ host, salt, seed, maxNewTokens }: Course, mark: number, signal?: AbortSignal): Promise<Answer[]> {
    const greedy = random('contest-greedy', salt, seed, mark);
    const questions = this.#rows.map((row) => ({ ...row, random: greedy }));
    return answerTasks(host, questions, { maxNewTokens, signal });
  }
}
