/** Greedy answers beside the world's attempts: probes, canaries, judgements. Free of charge; their FLOPs are counted by purpose. */
import type { Adapter } from '../host/host.ts';
import { familyOf, type Task } from '../tasks/families.ts';
import type { Turn } from './turn.ts';

export interface GreedyAnswer {
  text: string;
  solved: boolean;
  flops: number;
}

/** All rows in one batch; answers in their order. Throws the abort reason, or what decoding throws. */
export async function answerGreedily(
  turn: Turn,
  purpose: 'measure' | 'select',
  rows: readonly { task: Task; adapter: Adapter }[],
): Promise<GreedyAnswer[]> {
  const { host, config, options } = turn;
  const greedy = { maxNewTokens: config.attempts.maxNewTokens, temperature: 0, topP: 1, random: turn.random('greedy') };
  const results = await host.decode(
    rows.map(({ task, adapter }) => ({ prompt: host.encodePrompt(task.prompt), adapter, ...greedy })),
    { signal: options.signal, breathe: options.breathe },
  );
  return results.map(({ tokens, promptTokens }, i) => {
    const { task, adapter } = rows[i]!;
    const flops = host.cost.flops(promptTokens, tokens.length, adapter.rank);
    turn.spend(purpose, flops);
    const text = host.decodeText(tokens);
    return { text, solved: familyOf(task.family).grade(text, task.target).solved, flops };
  });
}
