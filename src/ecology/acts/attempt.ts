/** Step 5. All attempts of the generation are decoded together, each row under its own organelle's adapter. */
import type { Act, StreamedText, Turn } from '../turn.ts';

export const attempt: Act = async (turn) => {
  const { host, config } = turn;
  const prompts = turn.attempts.map(({ task }) => host.encodePrompt(task.prompt));
  const requests = turn.attempts.map(({ organelle }, row) => ({
    prompt: prompts[row]!,
    adapter: turn.adapters.get(organelle.weights)!,
    maxNewTokens: config.attempts.maxNewTokens,
    temperature: config.attempts.temperature,
    topP: config.attempts.topP,
    random: turn.random('sample', organelle.id, row),
  }));
  const started = turn.options.now?.() ?? 0;
  const { signal, breathe } = turn.options;
  const results = await host.decode(requests, { signal, breathe, onTokens: streamer(turn) });
  turn.decodeMs = (turn.options.now?.() ?? 0) - started;
  results.forEach((result, row) => {
    const attempted = turn.attempts[row]!;
    attempted.promptTokens = result.promptTokens;
    attempted.newTokens = result.tokens.length;
    attempted.answer = host.decodeText(result.tokens);
    attempted.flops = host.cost.flops(result.promptTokens, result.tokens.length, attempted.organelle.rank);
    turn.spend('attempt', attempted.flops);
  });
};

/** Forwards each row's text as it grows, when somebody listens. */
function streamer(turn: Turn): ((row: number, text: string) => void) | undefined {
  const { onStream } = turn.options;
  if (!onStream) return undefined;
  return (row, text) => {
    const { organelle, cell, task } = turn.attempts[row]!;
    const streamed: StreamedText = { organelle: organelle.id, cell, prompt: task.prompt, text };
    onStream([streamed]);
  };
}
