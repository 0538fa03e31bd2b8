/**
 * Measurement on the test pool: the bare host, the best elite, and the portfolio (each task answered by the holder of its niche, or
 * by the elite that the config's router chooses) attempt the same tasks. It never pays, charges or teaches, and draws no randomness that the world uses.
 *
 * Shares of solved tasks come with Wilson intervals, differences with intervals of the paired mean, all at 95 %.
 */
import { RULES_VERSION } from '../../core/rules-version.ts';
import { pairedDifferenceInterval, wilsonInterval, type Interval } from '../../core/statistics.ts';
import type { Host } from '../../host/index.ts';
import { routeSingle } from '../../routing/router.ts';
import { answerTasks } from '../../tasks/answers.ts';
import { drawTasks } from '../../tasks/pools.ts';
import type { Task } from '../../tasks/task.ts';
import { cellName } from '../../economy/cells.ts';
import { answeringOf } from '../world/answering.ts';
import type { EventOf } from '../events/events.ts';
import { openCells, portfolioOf } from '../world/portfolio.ts';
import { randomInGeneration, randomInWorld } from '../world/purposes.ts';
import { rulesOf, type AdapterPool, type World } from '../world/world.ts';

interface HoldoutOptions {
  world: World;
  adapters: AdapterPool;
  host: Host;
  /** How many test tasks to draw, spread over the open cells; small cells may give fewer. */
  tasks: number;
  trigger: 'schedule' | 'asked';
  signal?: AbortSignal;
  breathe?: () => Promise<void>;
}

/** The outcome as an event. With an empty archive, elite and portfolio are the bare host itself. */
export async function holdout(options: HoldoutOptions): Promise<EventOf<'measured'>> {
  const { world, trigger } = options;
  const tasks = drawHoldoutTasks(world, options.tasks);
  const single = routeSingle(world.archive.entries);
  const base = tasks.map(() => null);
  const elite = tasks.map(() => single?.weights ?? null);
  const chosen = await portfolioFor(options, tasks);
  const portfolio = chosen.weights;
  const { solved, flops } = await answerAll(options, tasks, [base, elite, portfolio]);
  const [baseSolved, eliteSolved, portfolioSolved] = solved as [number[], number[], number[]];
  return {
    type: 'measured',
    trigger,
    tasks: tasks.length,
    distinctPrompts: new Set(tasks.map(({ id }) => id)).size,
    base: share(baseSolved),
    elite: share(eliteSolved),
    portfolio: share(portfolioSolved),
    difference: difference(eliteSolved, baseSolved),
    portfolioDifference: difference(portfolioSolved, baseSolved),
    organelle: single?.organelle ?? null,
    weights: single?.weights ?? null,
    byFamily: byFamily(tasks, baseSolved, eliteSolved, portfolioSolved),
    flops: flops + chosen.flops,
    ...(rulesOf(world) === RULES_VERSION ? {} : { rules: RULES_VERSION }),
  };
}

/** Where survival is by niche the holders answer, each in its own; elsewhere whom the router chooses. */
async function portfolioFor(
  { world, host, signal, breathe }: HoldoutOptions,
  tasks: readonly Task[],
): Promise<{ weights: (string | null)[]; flops: number }> {
  if (world.niches) {
    const holders = answeringOf(world, openCells(world));
    return { weights: tasks.map((task) => holders.get(cellName(task)) ?? null), flops: 0 };
  }
  const { elites, flops } = await portfolioOf(world, host, tasks, { signal, breathe });
  return { weights: elites.map((each) => each?.weights ?? null), flops };
}

/** Test tasks without replacement, spread over the open cells; a stream of their own, so that the world is not touched. */
function drawHoldoutTasks(world: World, count: number): Task[] {
  return drawTasks(openCells(world), 'test', count, randomInGeneration(world, 'holdout'));
}

/**
 * Lets each contender, given as the weights it answers every task with (null: the bare host), attempt all tasks greedily.
 * What two contenders would answer alike is decoded once.
 * @returns solved, 0 or 1, per contender and task
 */
async function answerAll(
  { world, adapters, host, signal, breathe }: HoldoutOptions,
  tasks: readonly Task[],
  contenders: readonly (readonly (string | null)[])[],
): Promise<{ solved: number[][]; flops: number }> {
  const attempts = new Map<string, { task: Task; weights: string | null; solved: number }>();
  const keyOf = (weights: string | null, task: Task) => `${weights ?? 'base'} ${task.id}`;
  for (const weightsByTask of contenders)
    tasks.forEach((task, i) => {
      const weights = weightsByTask[i]!;
      attempts.set(keyOf(weights, task), { task, weights, solved: 0 });
    });
  const rows = [...attempts.values()];
  const answers = await answerTasks(
    host,
    rows.map(({ task, weights }) => ({
      task,
      adapter: weights === null ? null : adapters.get(weights)!,
      random: randomInWorld(world.seed, 'holdout-greedy', task.id),
    })),
    { maxNewTokens: world.config.attempts.maxNewTokens, signal, breathe },
  );
  for (const [i, { solved }] of answers.entries()) rows[i]!.solved = solved ? 1 : 0;
  const flops = answers.reduce((sum, answer) => sum + answer.flops, 0);
  const solved = contenders.map((weights) => tasks.map((task, i) => attempts.get(keyOf(weights[i]!, task))!.solved));
  return { solved, flops };
}

function share(solved: readonly number[]): Interval {
  return wilsonInterval(
    solved.reduce((sum, one) => sum + one, 0),
    solved.length,
  );
}

/** The paired difference; with fewer than two tasks it is bounded by what a difference of shares can be. */
function difference(treated: readonly number[], control: readonly number[]): Interval {
  const { mean, low, high, n } = pairedDifferenceInterval(treated, control);
  return { mean: n === 0 ? 0 : mean, low: Math.max(-1, low), high: Math.min(1, high), n };
}

function byFamily(tasks: readonly Task[], base: number[], elite: number[], portfolio: number[]) {
  const families: EventOf<'measured'>['byFamily'] = {};
  tasks.forEach(({ family }, i) => {
    families[family] ??= { n: 0, base: 0, elite: 0, portfolio: 0 };
    const counts = families[family];
    counts.n += 1;
    counts.base += base[i]!;
    counts.elite += elite[i]!;
    counts.portfolio += portfolio[i]!;
  });
  return families;
}
