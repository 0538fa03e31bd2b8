/**
 * The audition for a niche: whoever might hold it answers the same few train tasks greedily, and the best takes it. Of
 * equals the one named first wins, so the order of the candidates says who is trusted without proof.
 */
import type { Random } from '../../base/random.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { answerTasks, type AnswerOptions } from '../../tasks/answers.ts';
import { drawTasks } from '../../tasks/pools.ts';
import type { Cell } from '../../tasks/task.ts';

interface AuditionOptions extends AnswerOptions {
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>;
  /** with the custom that holds there now */
  cell: Cell;
  /** in the order of trust; null is the bare host */
  candidates: readonly (Adapter | null)[];
  /** distinct train tasks; a small cell may give fewer */
  tasks: number;
  random: Random;
}

interface Audition {
  /** index of the best candidate; the first of equals */
  best: number;
  /** tasks solved, one a candidate */
  solved: number[];
  /** tasks that each answered */
  tasks: number;
  flops: number;
}

/** Throws RangeError without candidates, the abort reason, or what decoding throws. */
export async function audition(options: AuditionOptions): Promise<Audition> {
  const { host, cell, candidates, random, ...rules } = options;
  if (candidates.length === 0) throw new RangeError('an audition without candidates');
  const tasks = drawTasks([cell], 'train', options.tasks, random);
  const answers = await answerTasks(
    host,
    candidates.flatMap((adapter) => tasks.map((task) => ({ task, adapter, random }))),
    rules,
  );
  const solved = candidates.map(
    (_, who) => answers.slice(who * tasks.length, (who + 1) * tasks.length).filter((answer) => answer.solved).length,
  );
  const flops = answers.reduce((sum, answer) => sum + answer.flops, 0);
  return { best: solved.indexOf(Math.max(...solved)), solved, tasks: tasks.length, flops };
}
