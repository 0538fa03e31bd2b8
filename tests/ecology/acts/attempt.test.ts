import { expect, it } from 'vitest';
import { attempt } from '../../../src/ecology/acts/attempt/attempt.ts';
import { Turn, type StreamedText } from '../../../src/ecology/world/turn.ts';
import { attemptOf, turnOf } from '../../support/turns.ts';

const UNANSWERED = { answer: '', promptTokens: 0, newTokens: 0, flops: 0 };

it('every attempt is answered in one batch by its own organelle, and its FLOPs are on the books', async () => {
  let batches = 0;
  const turn = turnOf({ host: { beforeDecode: () => void batches++ } });
  turn.attempts = turn.world.organelles.map((organelle) => attemptOf(turn, organelle, UNANSWERED));
  await attempt(turn);
  expect(batches).toBe(1);
  for (const { answer, promptTokens, newTokens, flops, organelle } of turn.attempts) {
    expect(answer.length).toBe(newTokens);
    expect(flops).toBe(turn.host.cost.flops(promptTokens, newTokens, organelle.rank));
  }
  expect(turn.flops).toEqual({ attempt: turn.attempts.reduce((sum, { flops }) => sum + flops, 0) });
  expect(turn.decodedTokens.fresh).toBe(turn.attempts.reduce((sum, { newTokens }) => sum + newTokens, 0));
});

it('with recurrence each is asked twice, and both answers are paid for', async () => {
  let batches = 0;
  const turn = turnOf({ config: { organs: { recurrence: 'on' } }, host: { beforeDecode: () => void batches++ } });
  const [organelle] = turn.world.organelles;
  turn.attempts = [attemptOf(turn, organelle!, UNANSWERED)];
  await attempt(turn);
  const [{ draft, flops, newTokens, answer }] = turn.attempts as [(typeof turn.attempts)[number]];
  expect(batches).toBe(2);
  expect(draft!.seen).toBe(true);
  expect(newTokens).toBe(draft!.newTokens + answer.length);
  expect(flops).toBeGreaterThan(draft!.flops);
});

it('text is told as it grows, with whose it is', async () => {
  const plain = turnOf();
  const told: StreamedText[] = [];
  const options = { onStream: (texts: StreamedText[]) => void told.push(...texts) };
  const turn = new Turn(plain.world, plain.host, plain.adapters, plain.memories, options);
  turn.attempts = [attemptOf(turn, turn.world.organelles[1]!, UNANSWERED)];
  await attempt(turn);
  expect(told.at(-1)).toMatchObject({ organelle: 2, cell: turn.attempts[0]!.cell, text: turn.attempts[0]!.answer });
});
