/** One round of attempts in one batch, with its computation on the books. */
import type { Random } from '../../../base/random.ts';
import type { Attempt, Decoded, Turn } from '../../world/turn.ts';

/** One answer to be given. */
export interface Row {
  attempted: Attempt;
  prompt: readonly number[];
  /** Content hash of the weights that answer. */
  weights: string;
  random: Random;
}

/** The answers of a round, in the order of its rows. */
export async function decodeRound(turn: Turn, rows: readonly Row[]): Promise<Decoded[]> {
  const { host } = turn;
  const { maxNewTokens, temperature, topP } = turn.config.attempts;
  const adapters = rows.map(({ weights }) => turn.adapters.get(weights)!);
  const requests = rows.map(({ prompt, random }, i) => ({
    prompt,
    adapter: adapters[i]!,
    maxNewTokens,
    temperature: rows[i]!.attempted.temperature ?? temperature,
    topP,
    random,
  }));
  const started = turn.options.now?.() ?? 0;
  const { signal, breathe } = turn.options;
  const results = await host.decode(requests, { signal, breathe, onTokens: streamer(turn, rows) });
  turn.decodeMs += (turn.options.now?.() ?? 0) - started;
  return results.map(({ promptTokens, tokens }, i) => {
    const newTokens = tokens.length;
    const flops = host.cost.flops(promptTokens, newTokens, adapters[i]!.rank);
    turn.spend('attempt', flops);
    turn.decodedTokens.prompt += promptTokens;
    turn.decodedTokens.fresh += newTokens;
    return { promptTokens, newTokens, tokens, answer: host.decodeText(tokens), flops };
  });
}

/** Forwards each row's text as it grows, when somebody listens. */
function streamer(turn: Turn, rows: readonly Row[]): ((row: number, text: string) => void) | undefined {
  const { onStream } = turn.options;
  if (!onStream) return undefined;
  return (row, text) => {
    const { organelle, cell, task } = rows[row]!.attempted;
    onStream([{ organelle: organelle.id, cell, prompt: task.prompt, text }]);
  };
}
