/** The elites of mastered cells are asked again, when that is switched on. */
import { askCanaries, noteMastery } from '../organs/canaries.ts';
import type { Act } from '../world/turn.ts';

export const canaries: Act = async (turn) => {
  const { canariesEvery } = turn.config.organs;
  if (canariesEvery === 0) return;
  if (turn.generation % canariesEvery === 0) await askCanaries(turn);
  await noteMastery(turn);
};
