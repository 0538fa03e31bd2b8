/** All that a rival answers in a round, sampled for learning or greedily to be watched, goes through the host in one batch. */
import type { Random } from '../../base/random.ts';
import type { Adapter, Host, HostDecodeOptions } from '../../host/index.ts';
import { gradersReady } from '../../tasks/code/function.ts';
import { familyOf } from '../../tasks/families.ts';
import type { Task } from '../../tasks/task.ts';

export interface RivalRow {
  task: Task;
  /** null: the bare host */
  adapter: Adapter | null;
  /** 0: greedy */
  temperature: number;
  random: Random;
}

export interface RivalAnswer {
  prompt: readonly number[];
  /** the new tokens, with the end token when there is one */
  tokens: readonly number[];
  solved: boolean;
  flops: number;
}

/** Answers in the order of the rows. Throws the abort reason, or what decoding throws. */
export async function answerRows(
  host: Pick<Host, 'decode' | 'encodePrompt' | 'decodeText' | 'cost'>,
  rows: readonly RivalRow[],
  { maxNewTokens, signal }: { maxNewTokens: number } & Pick<HostDecodeOptions, 'signal'>,
): Promise<RivalAnswer[]> {
  if (rows.length === 0) return [];
  const requests = rows.map(({ task, ...row }) => ({
    ...row,
    prompt: host.encodePrompt(task.prompt),
    maxNewTokens,
    topP: 1,
  }));
  const results = await host.decode(requests, { signal });
  await gradersReady();
  return results.map(({ tokens }, i): RivalAnswer => {
    const { task, adapter } = rows[i]!;
    const { prompt } = requests[i]!;
    const { solved } = familyOf(task.family).grade(host.decodeText(tokens), task.target);
    return { prompt, tokens, solved, flops: host.cost.flops(prompt.length, tokens.length, adapter?.rank ?? 0) };
  });
}
