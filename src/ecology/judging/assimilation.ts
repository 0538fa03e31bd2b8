/**
 * The proof that a merged child must give: child and best parent attempt the same fresh select tasks, batch after batch,
 * until an anytime-valid sequential test has decided. It moves no energy and knows no world, so calibration takes the very
 * test that the world takes.
 *
 * Every batch draws equally from the child's cells. A cell that has no fresh task left drops out; when fewer than two are
 * left (or the only one is) the test ends. So the hypothesis that the test refutes is that the child is in none of the cells
 * better than its parent on average; that keeps its error rate whichever cells remain.
 */
import type { Random } from '../../base/random.ts';
import {
  beginTest,
  DEFAULT_RULE,
  evidenceOf,
  tasksLeft,
  withDifferences,
  withoutTasks,
  type SequentialTest,
  type TestRule,
} from '../../core/sequential-test.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { answerTasks, type AnswerOptions } from '../../tasks/answers.ts';
import type { Cell, Task } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';

/** How a test is answered: greedily in a world; calibration samples, so that equal adapters may differ. */
export interface AnswerRules extends AnswerOptions {
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>;
  random: {
    /** the stream of one look's tasks */
    tasks: (look: number) => Random;
    /** the stream of one answer; `who` counts the adapters that answer */
    answer: (who: number, task: string) => Random;
  };
}

export interface AssimilationOptions extends AnswerRules {
  child: Adapter;
  parent: Adapter;
  cells: readonly Cell[];
  /** ids of select tasks that were already seen */
  seen: ReadonlySet<string>;
  alpha: number;
  maxTasks: number;
  /** tasks between two looks, over all cells together */
  batch: number;
}

export interface Sample {
  cell: string;
  task: string;
  child: boolean;
  parent: boolean;
}

export interface Proof {
  test: SequentialTest;
  samples: Sample[];
  /** Natural logarithms of the evidence, after each batch; `evidenceOf` says what they have to reach. */
  logEvidence: number[];
  logFutility: number[];
  flops: number;
}

/** The rule of a world's tests. */
export function assimilationRule({ alpha, maxTasks }: Pick<AssimilationOptions, 'alpha' | 'maxTasks'>): TestRule {
  return { ...DEFAULT_RULE, alpha, maxTasks };
}

/** Tests a child against its best parent. Throws the abort reason, or what decoding throws. */
export async function prove(options: AssimilationOptions): Promise<Proof> {
  const { child, parent, cells, batch } = options;
  const seen = new Set(options.seen);
  const proof: Proof = {
    test: beginTest(assimilationRule(options)),
    samples: [],
    logEvidence: [],
    logFutility: [],
    flops: 0,
  };
  let open = [...cells];
  for (let look = 0; proof.test.verdict === 'running'; look++) {
    const each = Math.max(1, Math.floor(Math.min(batch, tasksLeft(proof.test)) / open.length));
    const tasks = drawEqually(open, each, options.random.tasks(look), seen);
    open = open.filter((cell) => tasks.some((task) => isOf(task, cell)));
    if (open.length < Math.min(2, cells.length) || tasks.length > tasksLeft(proof.test)) {
      proof.test = withoutTasks(proof.test);
      break;
    }
    tasks.forEach(({ id }) => seen.add(id));
    const { solved, flops } = await answerBy(options, tasks, [child, parent]);
    proof.flops += flops;
    const [ofChild, ofParent] = solved as [boolean[], boolean[]];
    proof.samples.push(
      ...tasks.map(({ family, depth, id }, i) => ({
        cell: `${family}/${depth}`,
        task: id,
        child: ofChild[i]!,
        parent: ofParent[i]!,
      })),
    );
    proof.test = withDifferences(
      proof.test,
      tasks.map((_, i) => Number(ofChild[i]) - Number(ofParent[i])),
    );
    const { logEvidence, logFutility } = evidenceOf(proof.test);
    proof.logEvidence.push(logEvidence);
    proof.logFutility.push(logFutility);
  }
  return proof;
}

/** As many fresh select tasks of every cell; none of a cell that has too few left. */
export function drawEqually(cells: readonly Cell[], each: number, stream: Random, seen: ReadonlySet<string>): Task[] {
  const exclude = new Set(seen);
  const tasks: Task[] = [];
  for (const cell of cells) {
    const drawn = drawTasks([cell], 'select', each, stream, { exclude });
    if (drawn.length < each) continue;
    drawn.forEach(({ id }) => exclude.add(id));
    tasks.push(...drawn);
  }
  return tasks;
}

function isOf(task: Task, { family, depth }: Cell): boolean {
  return task.family === family && task.depth === depth;
}

/** Who solves which tasks, all in one batch. @returns solved per adapter and task */
export async function answerBy(
  { host, random, ...rules }: AnswerRules,
  tasks: readonly Task[],
  adapters: readonly Adapter[],
): Promise<{ solved: boolean[][]; flops: number }> {
  const answers = await answerTasks(
    host,
    adapters.flatMap((adapter, who) => tasks.map((task) => ({ task, adapter, random: random.answer(who, task.id) }))),
    rules,
  );
  const solved = adapters.map((_, who) => tasks.map((_, i) => answers[who * tasks.length + i]!.solved));
  const flops = answers.reduce((sum, answer) => sum + answer.flops, 0);
  return { solved, flops };
}
