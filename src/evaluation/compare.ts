/**
 * Comparison of conditions on equal terms. Every run answers the same test tasks with what its condition knows by then:
 * for each cell one set of weights, chosen on select tasks among those of its elites, those its living organelles have
 * now, and the bare host, which any user of the lab has too. Test tasks choose nothing. A lone learner, a frozen world
 * and an ecology are so judged by one rule; what choosing costs is counted, and told beside the result.
 *
 * Choosing halves the field again and again on new select tasks (sequential halving: Karnin, Koren and Somekh 2013,
 * "Almost optimal exploration in multi-armed bandits"), so that forty candidates cost little more than a handful.
 */
import { random } from '../base/random.ts';
import { meanInterval, pairedDifferenceInterval, type Interval } from '../core/statistics.ts';
import { cellName, cellParts, salted } from '../economy/cells.ts';
import type { AdapterPool, World } from '../ecology/world/world.ts';
import type { Host } from '../host/index.ts';
import { answerTasks } from '../tasks/answers.ts';
import { drawTasks } from '../tasks/pools.ts';
import type { Cell, Pool, Task } from '../tasks/task.ts';

/** New select tasks that every candidate of a round answers, in each cell. */
export const SELECT_TASKS_PER_ROUND = 12;
/** The rounds of choosing; the field is halved after each but the last, and the sums of all rounds count. */
export const SELECT_ROUNDS = 3;

/** A world at its end, with the weights that it uses. */
interface Finished {
  world: World;
  adapters: AdapterPool;
  host: Host;
}

/** What a run knows: by cell `family/depth` the hash of the weights that answer there, null for the bare host. */
type Portfolio = ReadonlyMap<string, string | null>;

/**
 * The cells that any of these worlds opened at its start, in order of their names.
 * @throws RangeError for worlds of different salts: what tests the one may have taught the other
 */
export function comparedCells(worlds: readonly World[]): Cell[] {
  const [salt = '', ...others] = new Set(worlds.map(({ config }) => config.cells.salt));
  if (others.length > 0) throw new RangeError('worlds of different salts have no test pool in common');
  const names = [...new Set(worlds.flatMap(({ config }) => config.cells.opening))].sort();
  return salted(names.map(cellParts), salt);
}

/** The test tasks of a comparison: the same for every run, spread over the cells; small cells may give fewer. */
export function comparedTasks(cells: readonly Cell[], count: number): Task[] {
  return drawOf('test', cells, count);
}

/** Chooses a run's weights for every cell on select tasks; ties go to fewer FLOPs, then to the host, then to elites. */
export async function choosePortfolio(
  finished: Finished,
  cells: readonly Cell[],
): Promise<{ portfolio: Portfolio; candidates: number; flops: number }> {
  const everybody = candidatesOf(finished.world);
  let flops = 0;
  const portfolio = new Map<string, string | null>();
  for (const cell of cells) {
    const chosen = await chooseForCell(finished, cell, everybody);
    portfolio.set(cellName(cell), chosen.weights);
    flops += chosen.flops;
  }
  return { portfolio, candidates: everybody.length, flops };
}

/** Which of the tasks a run solves with its portfolio, 0 or 1 each. */
export async function solveWith(
  finished: Finished,
  portfolio: Portfolio,
  tasks: readonly Task[],
): Promise<{ solved: number[]; flops: number }> {
  const answers = await answerAll(
    finished,
    tasks.map((task) => ({ task, weights: portfolio.get(cellName(task)) ?? null })),
  );
  return {
    solved: answers.map(({ solved }) => solved),
    flops: answers.reduce((sum, answer) => sum + answer.flops, 0),
  };
}

/** One run's result. */
export interface RunResult {
  condition: string;
  seed: string;
  /** Share of the test tasks that it solved. */
  solvedShare: number;
}

export interface ConditionResult {
  condition: string;
  seeds: string[];
  /** Mean solved share over seeds, with Student's 95 % interval over seeds; unbounded for a single seed. */
  solved: Interval;
  /** Condition minus baseline, paired by seed; null for the baseline itself and where no seed is common. */
  difference: Interval | null;
}

/**
 * Results by condition, in the order of their first run.
 * @throws RangeError when a condition has a seed twice, or the baseline is none of the conditions
 */
export function compareConditions(results: readonly RunResult[], baseline: string): ConditionResult[] {
  const bySeed = new Map<string, Map<string, number>>();
  for (const { condition, seed, solvedShare } of results) {
    const seeds = bySeed.get(condition) ?? new Map<string, number>();
    if (seeds.has(seed)) throw new RangeError(`${condition} has two runs of seed ${seed}`);
    bySeed.set(condition, seeds.set(seed, solvedShare));
  }
  const control = bySeed.get(baseline);
  if (!control) throw new RangeError(`no run is of the condition ${baseline}`);
  return [...bySeed].map(([condition, seeds]) => ({
    condition,
    seeds: [...seeds.keys()],
    solved: meanInterval([...seeds.values()]),
    difference: condition === baseline ? null : pairedBySeed(seeds, control),
  }));
}

function pairedBySeed(treated: ReadonlyMap<string, number>, control: ReadonlyMap<string, number>): Interval | null {
  const common = [...treated.keys()].filter((seed) => control.has(seed));
  if (common.length === 0) return null;
  return pairedDifferenceInterval(
    common.map((seed) => treated.get(seed)!),
    common.map((seed) => control.get(seed)!),
  );
}

/** The bare host, the elites' weights and the living organelles' present ones, each once. */
function candidatesOf({ archive, organelles }: World): (string | null)[] {
  return [...new Set([null, ...archive.entries.map(({ weights }) => weights), ...organelles.map((o) => o.weights)])];
}

async function chooseForCell(
  finished: Finished,
  cell: Cell,
  everybody: readonly (string | null)[],
): Promise<{ weights: string | null; flops: number }> {
  const tasks = drawOf('select', [cell], SELECT_ROUNDS * SELECT_TASKS_PER_ROUND);
  let field = everybody.map((weights, order) => ({ weights, order, solved: 0, flops: 0 }));
  let spent = 0;
  for (let round = 0; round < SELECT_ROUNDS && field.length > 1; round++) {
    const some = tasks.slice(round * SELECT_TASKS_PER_ROUND, (round + 1) * SELECT_TASKS_PER_ROUND);
    const rows = field.flatMap(({ weights }) => some.map((task) => ({ task, weights })));
    const answers = await answerAll(finished, rows);
    answers.forEach(({ solved, flops }, row) => {
      const candidate = field[Math.floor(row / some.length)]!;
      candidate.solved += solved;
      candidate.flops += flops;
      spent += flops;
    });
    field.sort((a, b) => b.solved - a.solved || a.flops - b.flops || a.order - b.order);
    if (round < SELECT_ROUNDS - 1) field = field.slice(0, Math.ceil(field.length / 2));
  }
  return { weights: field[0]!.weights, flops: spent };
}

/** Greedy answers, graded. */
async function answerAll(
  { world, adapters, host }: Finished,
  rows: readonly { task: Task; weights: string | null }[],
): Promise<{ solved: number; flops: number }[]> {
  const answers = await answerTasks(
    host,
    rows.map(({ task, weights }) => ({
      task,
      adapter: weights === null ? null : adapters.get(weights)!,
      random: random('compare', 'greedy', task.id),
    })),
    { maxNewTokens: world.config.attempts.maxNewTokens },
  );
  return answers.map(({ solved, flops }) => ({ solved: solved ? 1 : 0, flops }));
}

/** Tasks that depend on no run: what one run is asked, every run is asked. */
function drawOf(pool: Pool, cells: readonly Cell[], count: number): Task[] {
  return drawTasks(cells, pool, count, random('compare', pool, ...cells.map(cellName)));
}
