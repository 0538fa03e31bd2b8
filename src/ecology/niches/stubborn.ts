/**
 * The tasks of a niche that its holder does not get right reliably, so that it may practise those instead of what it can do
 * already (in the manner of prioritised replay: Schaul et al. 2016, arXiv:1511.05952).
 */
import { z } from 'zod';
import { DEPTHS } from '../../core/depth.ts';
import type { Task } from '../../tasks/task.ts';

/** The most that are remembered of a niche. */
const MOST = 24;
/** Solved share, of the answers to a task in one generation, from which it counts as learnt. */
const LEARNT = 0.75;

const taskSchema = z.strictObject({
  family: z.string(),
  depth: z.enum(DEPTHS),
  prompt: z.string(),
  target: z.json(),
  id: z.string(),
  pool: z.literal('train'),
});

export const stubbornSchema = z.strictObject({
  task: taskSchema,
  /** The form of answer that was wanted when it was tried; undefined is the usual one. */
  custom: z.string().optional(),
});
type Stubborn = z.infer<typeof stubbornSchema>;

/** Those that are wanted in this form, the one that waited longest first. */
export function stubbornTasks(stubborn: readonly Stubborn[], custom: string | undefined): Task[] {
  return stubborn.filter((each) => each.custom === custom).map(({ task }) => task);
}

/**
 * What is stubborn after a generation's answers, in the form that is wanted now: what was tried goes to the end, or out when it was
 * solved reliably; of too many those that waited longest go.
 */
export function withTried(
  stubborn: readonly Stubborn[],
  tried: readonly { task: Task; solved: boolean }[],
  custom: string | undefined,
): Stubborn[] {
  const answers = new Map<string, { task: Task; solved: number; n: number }>();
  for (const { task, solved } of tried) {
    const before = answers.get(task.id) ?? { task, solved: 0, n: 0 };
    answers.set(task.id, { task, solved: before.solved + Number(solved), n: before.n + 1 });
  }
  const untried = stubborn.filter((each) => each.custom === custom && !answers.has(each.task.id));
  const failed = [...answers.values()].filter(({ solved, n }) => solved / n < LEARNT);
  return [...untried, ...failed.map(({ task }) => entryOf(task, custom))].slice(-MOST);
}

function entryOf({ family, depth, prompt, target, id }: Task, custom: string | undefined): Stubborn {
  return { task: { family, depth, prompt, target, id, pool: 'train' }, ...(custom !== undefined && { custom }) };
}
