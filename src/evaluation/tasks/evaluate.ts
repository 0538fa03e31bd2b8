/**
 * A finished run measured on tasks: the bare host, the best elite, the holders of niches where there are any, and the portfolio
 * by each router answer the same tasks greedily. Nothing pays, teaches or draws what the world draws, so a world is after it as
 * it was before.
 */
import { random } from '../../base/random.ts';
import { mcnemarExact, pairedDifferenceInterval, wilsonInterval, type Interval } from '../../core/statistics.ts';
import { cellName } from '../../economy/cells.ts';
import { answeringOf } from '../../ecology/world/answering.ts';
import { openCells, portfolioOf } from '../../ecology/world/portfolio.ts';
import { computeEnergy } from '../../ecology/world/reference.ts';
import { hashWorld, type AdapterPool, type World } from '../../ecology/world/world.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { ROUTERS, routeSingle } from '../../routing/router.ts';
import { answerTasks, type Answer } from '../../tasks/answers.ts';
import { textKey } from '../../tasks/own/likeness.ts';
import { plainName } from '../../tasks/own/names.ts';
import { drawTasks } from '../../tasks/pools.ts';
import type { Task } from '../../tasks/task.ts';

/** Rows that are decoded together, so that one can be told how far it is. */
const TOGETHER = 64;
/** About how much of a measurement is choosing who answers, where a router looks at the prompts. */
const CHOOSING = 0.1;

interface Run {
  world: World;
  adapters: AdapterPool;
  host: Host;
  /** Adapters of somebody's own, which answer every task besides; their names differ. */
  guests?: readonly { name: string; adapter: Adapter }[];
}

interface FamilyScore {
  family: string;
  solved: Interval;
}

/** What one way of answering reached. */
export interface ContenderScore {
  /** `bare host`, `best elite`, `niche holders`, a router's name, or `adapter` and a guest's. */
  name: string;
  solved: Interval;
  /** Minus the bare host, paired by task; null for the bare host. */
  difference: Interval | null;
  /** Of McNemar's exact test against the bare host, for this contender by itself; null for the bare host. */
  p: number | null;
  families: FamilyScore[];
  /** Tasks that somebody other than the bare host answered. */
  byAdapter: number;
  promptTokens: number;
  newTokens: number;
  /** All of it, choosing who answers included. */
  flops: number;
  /** Energy a task, E, and a solved task; infinite where none is solved. */
  energyPerTask: number;
  energyPerSolved: number;
}

interface EvaluateOptions {
  signal?: AbortSignal;
  breathe?: () => Promise<void>;
  onProgress?: (share: number) => void;
}

/** Test tasks of the run's open cells, the same for every run of the same cells; small cells may give fewer. */
export function testTasksOf(world: World, count: number): Task[] {
  const cells = openCells(world);
  return drawTasks(cells, 'test', count, random('evaluate', ...cells.map(cellName)));
}

/**
 * Every contender on the same tasks.
 * @throws RangeError when the world is another one afterwards, which would be a fault of the lab
 */
export async function evaluateRun(
  run: Run,
  tasks: readonly Task[],
  options: EvaluateOptions = {},
): Promise<ContenderScore[]> {
  const before = hashWorld(run.world);
  const contenders = await contendersOf(run, tasks, options);
  const answers = await answersOf(run, tasks, contenders, options);
  const marks = answers.map((given) => given.map(({ solved }) => Number(solved)));
  const scores = contenders.map(({ name, weights, flops }, i) => {
    const [given, solved] = [answers[i]!, marks[i]!];
    const spent = flops + sum(given.map((answer) => answer.flops));
    const energy = computeEnergy(run.host, spent, 1);
    return {
      name,
      solved: wilsonInterval(sum(solved), solved.length),
      difference: i === 0 ? null : pairedDifferenceInterval(solved, marks[0]!),
      p: i === 0 ? null : mcnemarExact(solved, marks[0]!),
      families: familiesIn(tasks, solved),
      byAdapter: weights.filter((each) => each !== null).length,
      promptTokens: sum(given.map(({ promptTokens }) => promptTokens)),
      newTokens: sum(given.map(({ newTokens }) => newTokens)),
      flops: spent,
      energyPerTask: energy / Math.max(1, tasks.length),
      energyPerSolved: energy / sum(solved),
    };
  });
  if (hashWorld(run.world) !== before) throw new RangeError('measuring has changed the world');
  return scores;
}

/**
 * How many tasks a run has met: prompts that are the same but for capitals, signs and spaces.
 * @param prompts  all that it was asked, in attempts and in learning
 */
export function metBefore(tasks: readonly Pick<Task, 'prompt'>[], prompts: Iterable<string>): number {
  const met = new Set<string>();
  for (const prompt of prompts) met.add(textKey({ prompt }));
  return tasks.filter((task) => met.has(textKey(task))).length;
}

interface Contender {
  name: string;
  /** Whose weights answer each task; null for the bare host. */
  weights: (string | null)[];
  /** Of choosing. */
  flops: number;
}

async function contendersOf(
  { world, host, guests = [] }: Run,
  tasks: readonly Task[],
  { signal, breathe, onProgress }: EvaluateOptions,
): Promise<Contender[]> {
  const asked = tasks.map((task) => inWordsOf(world, task));
  const single = routeSingle(world.archive.entries);
  const contenders: Contender[] = [
    { name: 'bare host', weights: tasks.map(() => null), flops: 0 },
    { name: 'best elite', weights: tasks.map(() => single?.weights ?? null), flops: 0 },
  ];
  if (world.niches) {
    const holders = answeringOf(world, openCells(world));
    contenders.push({
      name: 'niche holders',
      weights: asked.map((task) => holders.get(cellName(task)) ?? null),
      flops: 0,
    });
  }
  const onEmbedded = (count: number) => onProgress?.((CHOOSING * count) / tasks.length);
  for (const router of ROUTERS.filter((name) => name !== 'single')) {
    const measure = { ...world.config.measure, router };
    const routed = { ...world, config: { ...world.config, measure } };
    const { elites, flops } = await portfolioOf(routed, host, asked, { signal, breathe, onEmbedded });
    contenders.push({ name: `portfolio by ${router}`, weights: elites.map((elite) => elite?.weights ?? null), flops });
  }
  for (const { name } of guests)
    contenders.push({ name: `adapter ${name}`, weights: tasks.map(() => guestKey(name)), flops: 0 });
  return contenders;
}

/** What stands for a guest's weights, which are no hash. */
function guestKey(name: string): string {
  return `guest ${name}`;
}

/** A task of another file under the world's name for its family, so that routers know it. */
function inWordsOf({ cells }: World, task: Task): Task {
  const found = cells.find(({ family }) => plainName(family) === plainName(task.family));
  return found ? { ...task, family: found.family } : task;
}

/** What each contender answers; what several would answer alike is decoded once. */
async function answersOf(
  { world, adapters: own, host, guests = [] }: Run,
  tasks: readonly Task[],
  contenders: readonly Contender[],
  { signal, breathe, onProgress }: EvaluateOptions,
): Promise<Answer[][]> {
  const adapters = new Map([...own, ...guests.map(({ name, adapter }) => [guestKey(name), adapter] as const)]);
  const keyOf = (weights: string | null, task: Task) => `${weights ?? 'bare'} ${task.id}`;
  const rows = new Map<string, { task: Task; weights: string | null }>();
  for (const { weights } of contenders)
    tasks.forEach((task, i) => rows.set(keyOf(weights[i]!, task), { task, weights: weights[i]! }));
  const all = [...rows];
  const given = new Map<string, Answer>();
  for (let from = 0; from < all.length; from += TOGETHER) {
    onProgress?.(CHOOSING + ((1 - CHOOSING) * from) / all.length);
    const some = all.slice(from, from + TOGETHER);
    const answers = await answerTasks(
      host,
      some.map(([, { task, weights }]) => ({
        task,
        adapter: weights === null ? null : adapters.get(weights)!,
        random: random('evaluate', 'greedy', task.id),
      })),
      { maxNewTokens: world.config.attempts.maxNewTokens, signal, breathe },
    );
    some.forEach(([key], i) => given.set(key, answers[i]!));
  }
  return contenders.map(({ weights }) => tasks.map((task, i) => given.get(keyOf(weights[i]!, task))!));
}

function familiesIn(tasks: readonly Task[], solved: readonly number[]): FamilyScore[] {
  return [...new Set(tasks.map(({ family }) => family))].map((family) => {
    const own = solved.filter((_, i) => tasks[i]!.family === family);
    return { family: plainName(family), solved: wilsonInterval(sum(own), own.length) };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
