/** Greedy answers beside the world's attempts: probes, canaries, judgements. Free of charge; their FLOPs are counted by purpose. */
import type { Adapter } from '../../host/index.ts';
import { answerTasks, type Answer } from '../../tasks/answers.ts';
import type { Task } from '../../tasks/families.ts';
import type { Turn } from '../world/turn.ts';

/** All rows in one batch; answers in their order. Throws the abort reason, or what decoding throws. */
export async function answerGreedily(
  turn: Turn,
  purpose: 'measure' | 'select',
  rows: readonly { task: Task; adapter: Adapter }[],
): Promise<Answer[]> {
  const { host, config, options } = turn;
  const random = turn.random('greedy');
  const answers = await answerTasks(
    host,
    rows.map((row) => ({ ...row, random })),
    { maxNewTokens: config.attempts.maxNewTokens, signal: options.signal, breathe: options.breathe },
  );
  for (const { flops } of answers) turn.spend(purpose, flops);
  return answers;
}
