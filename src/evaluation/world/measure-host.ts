/**
 * What a bare host can do in each cell, and how it bears founders: the measurements behind a proposed world. Train tasks
 * only, so that nothing that measures a run later has been seen.
 */
import { random } from '../../base/random.ts';
import { mean, wilsonInterval, type Interval } from '../../core/statistics.ts';
import { cellName, cellParts } from '../../economy/cells.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import { answerTasks, type Answer, type AnswerOptions } from '../../tasks/answers.ts';
import type { Cell, Task } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';

/** The longest answer that is let through while measuring, tokens. */
const LONGEST = 64;
const RANK = 4;
/** Sizes of founders that are tried, smallest first. */
const STEPS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7] as const;
/** Cells whose answers are decoded in one batch. */
const TOGETHER = 5;
/** Founders of each size, each before tasks of its own. */
const FOUNDERS = 6;

/** What the bare host did in one cell. */
export interface CellMeasure {
  cell: string;
  tasks: number;
  /** greedily, with Wilson's 95 % interval */
  greedy: Interval;
  /** sampled at temperature 1, the same tasks */
  sampled: Interval;
  /** means of an answer */
  promptTokens: number;
  newTokens: number;
  /** share of greedy answers that were cut off */
  cutShare: number;
  /** lengths of the greedy and sampled answers that solved, tokens */
  solvedLengths: number[];
}

/** What the bare host did in all measured cells of a family: its tasks taken together. */
export interface FamilyMeasure {
  family: string;
  tasks: number;
  greedy: Interval;
  sampled: Interval;
}

/** The families of some cells, in their order. */
export function familiesOf(cells: readonly CellMeasure[]): FamilyMeasure[] {
  const families = [...new Set(cells.map(({ cell }) => cellParts(cell).family))];
  return families.map((family) => {
    const own = cells.filter(({ cell }) => cellParts(cell).family === family);
    const tasks = own.reduce((sum, measure) => sum + measure.tasks, 0);
    const together = (how: 'greedy' | 'sampled') => {
      const solved = own.reduce((sum, measure) => sum + Math.round(measure[how].mean * measure.tasks), 0);
      return wilsonInterval(solved, tasks);
    };
    return { family, tasks, greedy: together('greedy'), sampled: together('sampled') };
  });
}

/** What random founders of one size did with tasks that the bare host solves. */
export interface FounderMeasure {
  step: number;
  answers: number;
  /** share of answers whose text was another one than the bare host's */
  changed: number;
  /** share of those tasks still solved */
  kept: number;
}

export interface HostMeasure {
  cells: CellMeasure[];
  /** empty when the bare host solved nothing that founders could lose */
  founders: FounderMeasure[];
  /** of everything that was decoded */
  flops: number;
  seconds: number;
}

interface MeasureOptions extends Pick<AnswerOptions, 'signal' | 'breathe'> {
  host: Host;
  cells: readonly Cell[];
  /** train tasks in each cell */
  tasks: number;
  seed: string;
  /** seconds since any moment; the engine has no clock of its own */
  clock: () => number;
  /** share done, 0 to 1, and what is being measured */
  onProgress?: (share: number, doing: string) => void;
}

/** Measures a few cells at a time, then founders. Throws the abort reason, or what decoding throws. */
export async function measureHost(options: MeasureOptions): Promise<HostMeasure> {
  const { cells, clock, onProgress } = options;
  const start = clock();
  const measured: Measured[] = [];
  for (let i = 0; i < cells.length; i += TOGETHER) {
    onProgress?.(
      i / (cells.length + TOGETHER),
      cells
        .slice(i, i + TOGETHER)
        .map(cellName)
        .join(', '),
    );
    measured.push(...(await measureCells(options, cells.slice(i, i + TOGETHER))));
  }
  onProgress?.(cells.length / (cells.length + TOGETHER), 'founders');
  const founders = await measureFounders(
    options,
    measured.flatMap(({ solved }) => solved),
  );
  onProgress?.(1, 'done');
  return {
    cells: measured.map(({ measure }) => measure),
    founders: founders.measures,
    flops: measured.reduce((sum, { flops }) => sum + flops, founders.flops),
    seconds: clock() - start,
  };
}

/** A task that the bare host solves, and what it said. */
interface Solved {
  task: Task;
  text: string;
}

interface Measured {
  measure: CellMeasure;
  solved: Solved[];
  flops: number;
}

async function measureCells(options: MeasureOptions, cells: readonly Cell[]): Promise<Measured[]> {
  const { host, seed } = options;
  const tasksOf = cells.map((cell) =>
    drawTasks([cell], 'train', options.tasks, random(seed, 'world-calibration', 'tasks', cellName(cell))),
  );
  const ask = async (temperature: number): Promise<Answer[][]> => {
    const rows = tasksOf
      .flat()
      .map((task) => ({ task, adapter: null, random: random(seed, 'world-calibration', 'answer', task.id) }));
    const answers = await answerTasks(host, rows, { ...answering(options), temperature });
    return tasksOf.map(({ length }) => answers.splice(0, length));
  };
  const greedy = await ask(0);
  const sampled = await ask(1);
  return cells.map((cell, i) => measureOf(host, cellName(cell), tasksOf[i]!, greedy[i]!, sampled[i]!));
}

function measureOf(
  host: Host,
  cell: string,
  tasks: readonly Task[],
  greedy: readonly Answer[],
  sampled: readonly Answer[],
): Measured {
  const solvedOf = (answers: readonly Answer[]) => answers.filter(({ solved }) => solved);
  const shareOf = (answers: readonly Answer[]) => wilsonInterval(solvedOf(answers).length, answers.length);
  const measure: CellMeasure = {
    cell,
    tasks: tasks.length,
    greedy: shareOf(greedy),
    sampled: shareOf(sampled),
    promptTokens: mean(tasks.map(({ prompt }) => host.encodePrompt(prompt).length)),
    newTokens: mean(greedy.map(({ newTokens }) => newTokens)),
    cutShare: mean(greedy.map(({ newTokens }) => Number(newTokens >= LONGEST))),
    solvedLengths: solvedOf([...greedy, ...sampled]).map(({ newTokens }) => newTokens),
  };
  const flops = [...greedy, ...sampled].reduce((sum, answer) => sum + answer.flops, 0);
  const solved = tasks.flatMap((task, i) => (greedy[i]!.solved ? [{ task, text: greedy[i]!.text }] : []));
  return { measure, solved, flops };
}

async function measureFounders(options: MeasureOptions, solved: readonly Solved[]) {
  const { host, seed } = options;
  if (solved.length === 0) return { measures: [], flops: 0 };
  const measures: FounderMeasure[] = [];
  let flops = 0;
  for (const step of STEPS) {
    const rows = Array.from({ length: FOUNDERS }, (_, founder) => {
      const adapter = founderAdapter(host.sites, RANK, step, random(seed, 'world-calibration', 'founder', founder));
      return tasksOfFounder(solved, founder).map((one) => ({ ...one, adapter }));
    }).flat();
    const answers = await answerTasks(host, rows.map(questionOf), answering(options));
    flops += answers.reduce((sum, answer) => sum + answer.flops, 0);
    const changed = mean(answers.map(({ text }, i) => Number(text !== rows[i]!.text)));
    measures.push({ step, answers: rows.length, changed, kept: mean(answers.map(({ solved: yes }) => Number(yes))) });
  }
  return { measures, flops };
}

/** Four of the solved tasks, taken in turn, so that together the founders see many. */
function tasksOfFounder(solved: readonly Solved[], founder: number): Solved[] {
  return Array.from({ length: 4 }, (_, i) => solved[(4 * founder + i) % solved.length]!);
}

function questionOf({ task, adapter }: { task: Task; adapter: Adapter }) {
  return { task, adapter, random: random('greedy') };
}

function answering({ signal, breathe }: MeasureOptions): AnswerOptions {
  return { maxNewTokens: LONGEST, signal, breathe };
}
