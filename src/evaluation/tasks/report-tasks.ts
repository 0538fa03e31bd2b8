/** What is said of a file of tasks before anybody lives on it: counts, oddities, what the bare host can do, and examples. */
import { random } from '../../base/random.ts';
import { wilsonInterval, type Interval } from '../../core/statistics.ts';
import { DEPTHS, type Depth } from '../../core/depth.ts';
import type { Host } from '../../host/index.ts';
import { answerTasks, type Answer } from '../../tasks/answers.ts';
import { listedCounts } from '../../tasks/listed.ts';
import { tasksOfBook } from '../../tasks/own/families.ts';
import { knownBook } from '../../tasks/own/known.ts';
import { plainName } from '../../tasks/own/names.ts';
import type { ReadTasks } from '../../tasks/own/read.ts';
import { shown } from '../../tasks/grading.ts';
import type { Task } from '../../tasks/task.ts';
import { longestAnswer } from './own-world.ts';

/** Graded examples that are shown. */
const EXAMPLES = 10;
/** Rows that are decoded together, so that one can be told how far it is. */
const TOGETHER = 16;
const LONGEST = 128;

/** A family at one depth. */
export interface CellCounts {
  family: string;
  depth: Depth;
  train: number;
  select: number;
  test: number;
  /** Whether a world can live in it: no pool is empty. */
  isCell: boolean;
}

/** A task with what the bare host answered. */
export interface GradedExample {
  line: number;
  family: string;
  grader: string;
  prompt: string;
  target: string;
  answer: string;
  grade: number;
  solved: boolean;
  why: string;
}

/** What the bare host did on a sample. */
interface BareScore {
  host: string;
  tasks: number;
  solved: Interval;
  families: { family: string; tasks: number; solved: Interval }[];
  /** Means of an answer. */
  promptTokens: number;
  newTokens: number;
  flops: number;
}

/** Plain data, so that it can cross to a page. */
export interface TaskReport {
  hash: string;
  tasks: number;
  cells: CellCounts[];
  graders: { name: string; tasks: number }[];
  oddities: ReadTasks['oddities'];
  oddCount: number;
  repeated: readonly number[];
  alike: ReadTasks['alike'];
  unread: ReadTasks['unread'];
  /** Lines of prompts that the host's context has no room for. */
  tooLong: number[];
  /** Tokens of the longest answer that passes, about. */
  longestAnswer: number;
  bare: BareScore | null;
  examples: GradedExample[];
}

interface CheckOptions {
  /** Null where the host is not to be asked. */
  host: Host | null;
  /** How many tasks the bare host answers. */
  tasks: number;
  salt?: string;
  signal?: AbortSignal;
  breathe?: () => Promise<void>;
  onProgress?: (share: number) => void;
}

/** Looks at a file whose book is at hand. Throws the signal's reason, or what decoding throws. */
export async function reportTasks(read: ReadTasks, options: CheckOptions): Promise<TaskReport> {
  const { host, salt = '' } = options;
  const { book, lines } = read;
  const asked = host ? await bareOn(read, host, options) : null;
  return {
    hash: book.hash,
    tasks: book.tasks.length,
    cells: cellCounts(book.hash, salt),
    graders: gradersOf(read),
    oddities: read.oddities,
    oddCount: read.oddCount,
    repeated: read.repeated,
    alike: read.alike,
    unread: read.unread,
    tooLong: host ? lines.filter((_, i) => isTooLong(book.tasks[i]!.prompt, host)) : [],
    longestAnswer: host ? longestAnswer(book.hash, host) : 0,
    bare: asked?.score ?? null,
    examples: asked?.examples ?? [],
  };
}

function cellCounts(hash: string, salt: string): CellCounts[] {
  return knownBook(hash)!.families.flatMap((family) =>
    DEPTHS.flatMap((depth) => {
      const counts = listedCounts(family, depth, salt)!;
      const all = [counts.train, counts.select, counts.test];
      if (all.every((count) => count === 0)) return [];
      return [{ family: plainName(family.name), depth, ...counts, isCell: !all.includes(0) }];
    }),
  );
}

function gradersOf({ book }: ReadTasks): { name: string; tasks: number }[] {
  const counts = new Map<string, number>();
  for (const { grader } of book.tasks) counts.set(grader.name, (counts.get(grader.name) ?? 0) + 1);
  return [...counts].map(([name, tasks]) => ({ name, tasks }));
}

/** A token is at least one byte, so short prompts need no tokenizer. */
function isTooLong(prompt: string, host: Host): boolean {
  return prompt.length * 4 > host.contextTokens && host.encodePrompt(prompt).length >= host.contextTokens;
}

async function bareOn(read: ReadTasks, host: Host, options: CheckOptions) {
  const { hash, tasks: written } = read.book;
  const all = tasksOfBook(hash).map((task, i) => ({ task, i }));
  const fitting = all.filter(({ task }) => !isTooLong(task.prompt, host));
  const sample = spread(fitting, options.tasks, hash);
  const maxNewTokens = Math.min(LONGEST, longestAnswer(hash, host) + 8);
  const answers: Answer[] = [];
  for (let from = 0; from < sample.length; from += TOGETHER) {
    options.onProgress?.(from / sample.length);
    const some = sample.slice(from, from + TOGETHER).map(({ task }) => ({
      task: { ...task, pool: 'train' as const },
      adapter: null,
      random: random('tasks-check', task.id),
    }));
    answers.push(
      ...(await answerTasks(host, some, { maxNewTokens, signal: options.signal, breathe: options.breathe })),
    );
  }
  const examples = sample.slice(0, EXAMPLES).map(({ task, i }, at): GradedExample => {
    const { text, grade, solved, why } = answers[at]!;
    const { family, grader, target } = written[i]!;
    return {
      line: read.lines[i]!,
      family,
      grader: grader.name,
      prompt: task.prompt,
      target: shown(target),
      answer: text,
      grade,
      solved,
      why,
    };
  });
  return { examples, score: scoreOf(host, sample, answers) };
}

type Sampled = { task: Omit<Task, 'pool'>; i: number };

/** So many, taking families and depths in turn, each in an order that its hash gives. */
function spread(tasks: readonly Sampled[], count: number, hash: string): Sampled[] {
  const cells = new Map<string, Sampled[]>();
  for (const each of random('tasks-check', hash).shuffle(tasks)) {
    const cell = `${each.task.family}/${each.task.depth}`;
    cells.set(cell, [...(cells.get(cell) ?? []), each]);
  }
  const sample: Sampled[] = [];
  for (let round = 0; sample.length < count; round++) {
    const row = [...cells.values()].flatMap((list) => list.slice(round, round + 1));
    if (row.length === 0) break;
    sample.push(...row.slice(0, count - sample.length));
  }
  return sample;
}

function scoreOf(host: Host, sample: readonly Sampled[], answers: readonly Answer[]): BareScore {
  const families = [...new Set(sample.map(({ task }) => task.family))].map((family) => {
    const own = answers.filter((_, i) => sample[i]!.task.family === family);
    return { family: plainName(family), tasks: own.length, solved: solvedOf(own) };
  });
  const sum = (of: (answer: Answer) => number) => answers.reduce((total, answer) => total + of(answer), 0);
  const n = Math.max(1, answers.length);
  return {
    host: host.identity.name,
    tasks: answers.length,
    solved: solvedOf(answers),
    families,
    promptTokens: sum(({ promptTokens }) => promptTokens) / n,
    newTokens: sum(({ newTokens }) => newTokens) / n,
    flops: sum(({ flops }) => flops),
  };
}

function solvedOf(answers: readonly Answer[]): Interval {
  return wilsonInterval(answers.filter(({ solved }) => solved).length, answers.length);
}
