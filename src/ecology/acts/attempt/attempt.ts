/**
 * All attempts of the generation are decoded together, each row under its own organelle's adapter. Where an organ
 * asks for a first answer there is a round for those before the round of the answers that count.
 */
import { answersTwice } from '../../organs/recurrence.ts';
import { recall } from '../../organs/memory.ts';
import { encodeWith } from '../../organs/prompt.ts';
import { pairUp } from '../../organs/teams.ts';
import type { Act, Attempt, Turn } from '../../world/turn.ts';
import { decodeRound, type Row } from './round.ts';

export const attempt: Act = async (turn) => {
  recall(turn);
  pairUp(turn);
  await draftRound(turn);
  await finalRound(turn);
};

/** The first answers: by the elites of teams, and by organelles that answer twice. */
async function draftRound(turn: Turn): Promise<void> {
  const rows = turn.attempts.flatMap((attempted, row) => draftRow(turn, attempted, row) ?? []);
  if (rows.length === 0) return;
  const drafts = await decodeRound(turn, rows);
  for (const [i, { attempted }] of rows.entries()) {
    const { tokens: _, ...draft } = drafts[i]!;
    attempted.draft = { ...draft, solved: false, seen: false };
  }
}

function draftRow(turn: Turn, attempted: Attempt, row: number): Row | null {
  const { partner, organelle, task } = attempted;
  const random = () => turn.random('sample-draft', organelle.id, row);
  if (partner)
    return { attempted, prompt: turn.host.encodePrompt(task.prompt), weights: partner.weights, random: random() };
  if (!answersTwice(turn.config, attempted)) return null;
  return { attempted, prompt: promptOf(turn, attempted), weights: organelle.weights, random: random() };
}

/** The answers that count. What an organelle computed for its own first answer is part of its attempt. */
async function finalRound(turn: Turn): Promise<void> {
  const rows = turn.attempts.map((attempted, row) => {
    const { organelle } = attempted;
    const random = turn.random('sample', organelle.id, row);
    return { attempted, prompt: promptOf(turn, attempted), weights: organelle.weights, random };
  });
  const answers = await decodeRound(turn, rows);
  turn.attempts.forEach((attempted, row) => {
    const { answer, tokens, promptTokens, newTokens, flops } = answers[row]!;
    const own = attempted.partner ? undefined : attempted.draft;
    attempted.answer = answer;
    attempted.prompt = rows[row]!.prompt;
    attempted.tokens = tokens;
    attempted.promptTokens = promptTokens + (own?.promptTokens ?? 0);
    attempted.newTokens = newTokens + (own?.newTokens ?? 0);
    attempted.flops = flops + (own?.flops ?? 0);
  });
}

/** The task with what the organelle is shown before it, as far as it fits; notes what was shown. */
function promptOf({ host, config }: Turn, { task, recalled, draft }: Attempt): number[] {
  const before = draft ? [{ prompt: task.prompt, answer: draft.answer }] : [];
  const examples = [...(recalled?.examples ?? []), ...before];
  const { tokens, shown } = encodeWith(host, task.prompt, examples, config.attempts.maxNewTokens);
  if (draft) draft.seen = shown > 0;
  if (recalled) recalled.shown = Math.max(0, shown - before.length);
  return tokens;
}
