/**
 * One update of each pupil by policy gradient on its own sampled answers: which tasks it is asked, what its answers are
 * worth, and what the update took. A solved answer is worth 1, an unsolved one 0, less a small price for every token, as in
 * docs/learning.md; a rival knows no energy.
 */
import { cellName } from '../../economy/cells.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { computeOf } from '../../organelles/plasticity/learn.ts';
import type { Learner, Means, PlasticityRule, Trial, Update } from '../../organelles/plasticity/rule.ts';
import { drawTask } from '../../tasks/pools.ts';
import type { Cell, Task } from '../../tasks/task.ts';
import type { RivalContext } from './context.ts';
import type { Pupil } from './pupil.ts';
import { rivalRandom } from './purposes.ts';
import type { RivalAnswer, RivalRow } from './rows.ts';
import type { RivalSettings } from './settings.ts';

export interface RivalLesson {
  pupil: Pupil;
  /** names of the cells that it is about */
  cells: readonly string[];
  tasks: readonly Task[];
  trials: readonly Trial[];
  /** the trials as rows of a batch, in their order */
  rows: readonly RivalRow[];
}

/**
 * The tasks of a pupil's lesson, as many of each cell, and the answers that its rule wants to them.
 * @param cells  those that the lesson is about
 * @param others  who answers in a cell where that is not the pupil: some of the answers there are theirs
 */
export function prepareLesson(
  { host, seed, round, settings }: RivalContext,
  rule: PlasticityRule,
  pupil: Pupil,
  cells: readonly Cell[],
  others: ReadonlyMap<string, Adapter | null>,
): RivalLesson {
  const asked = cells.flatMap((cell) => lessonTasks(cell, seed, round, settings));
  const tasks = asked.map(({ task }) => task);
  const trials = rule.ask(learnerOf(host, pupil), tasks);
  const rows = trials.map(({ task, adapter, temperature }, i): RivalRow => {
    const { cell, nth } = asked[i]!;
    const other = isBorrowed(nth, settings.borrowed) ? others.get(cell) : undefined;
    const draw = rivalRandom(seed, 'rival-trial', round, cell, nth);
    return { task, adapter: other === undefined ? adapter : other, temperature, random: draw };
  });
  return { pupil, cells: cells.map(cellName), tasks, trials, rows };
}

/** Spread evenly: of any first n so many as the share says, rounded down. */
function isBorrowed(nth: number, share: number): boolean {
  return Math.floor((nth + 1) * share) > Math.floor(nth * share);
}

function lessonTasks(cell: Cell, seed: string, round: number, { trials, group }: RivalSettings) {
  const name = cellName(cell);
  const draw = rivalRandom(seed, 'rival-lesson', round, name);
  const tasks = Array.from({ length: trials / group }, () => drawTask(cell, 'train', draw));
  return tasks.flatMap((task, i) =>
    Array.from({ length: group }, (_, j) => ({ task, cell: name, nth: i * group + j })),
  );
}

/** The update that answers lead to, and FLOPs and tokens of its training passes. Throws what training throws. */
export async function teach(
  { host, settings }: Pick<RivalContext, 'host' | 'settings'>,
  rule: PlasticityRule,
  means: Means,
  { pupil, trials, tasks }: RivalLesson,
  answers: readonly RivalAnswer[],
): Promise<{ update: Update; flops: number; tokens: number }> {
  const outcomes = answers.map(({ prompt, tokens, solved }) => {
    const reward = Number(solved) - settings.tokenPrice * tokens.length;
    return { prompt, tokens, solved, reward, reading: null };
  });
  const update = await rule.tell(learnerOf(host, pupil), trials, outcomes, means, tasks);
  const { cost: trainingCost } = await host.learning.training();
  const { flops, backwardTokens } = computeOf({ host, trainingCost }, [], [], update);
  return { update, flops: flops.learn, tokens: backwardTokens };
}

/** Neither rule of the rivals draws anything itself. */
function learnerOf({ sites }: Pick<Host, 'sites'>, { adapter, memory }: Pupil): Learner {
  const random = (): never => {
    throw new RangeError('a rival’s rule draws nothing');
  };
  return { sites, adapter, memory, random };
}
