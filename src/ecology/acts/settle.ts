/**
 * Step 7. Each attempt is paid what its grade is worth in its cell, and pays what its computation cost; what exceeds the
 * organelle's cap goes back. Nobody owes: the part of a cost that an organelle cannot pay is forgiven, though its ROI
 * still counts the whole cost.
 *
 * The organelle then remembers: how its weights do in this cell, and what the cell was worth to it.
 */
import { cellName, withOutcomes } from '../../economy/cells.ts';
import { withEpisode } from '../../economy/controller.ts';
import { toEnergy } from '../../economy/energy.ts';
import { rewardOf } from '../../economy/reward.ts';
import { computeEnergy } from '../reference.ts';
import type { Act, Attempt, Turn } from '../turn.ts';
import { withEpisodeRecord } from '../world.ts';

export const settle: Act = (turn) => {
  const prices = new Map(turn.world.cells.map((cell) => [cellName(cell), cell.priceEnergy]));
  turn.attempts.forEach((attempt, index) => settleOne(turn, attempt, index, prices.get(attempt.cell)!));
  const { smoothing } = turn.config.prices;
  turn.world.cells = turn.world.cells.map((cell) => {
    const name = cellName(cell);
    const outcomes = turn.attempts.filter((attempt) => attempt.cell === name).map(({ solved }) => solved);
    return withOutcomes(cell, outcomes, smoothing);
  });
};

function settleOne(turn: Turn, attempt: Attempt, index: number, priceEnergy: number): void {
  const { organelle, cell, task, choice, answer, grade, solved, why, promptTokens, newTokens, flops } = attempt;
  const reward = rewardOf(attempt, turn.config.attempts.partialCredit);
  const revenue = toEnergy(priceEnergy * reward);
  const cost = computeEnergy(turn.host, flops, turn.config.energy.costScale);
  const owned = turn.balance(organelle) + revenue;
  const paid = Math.min(cost, owned);
  const overflow = Math.max(0, owned - paid - toEnergy(turn.config.energy.maxEnergy));
  const { id, prompt, target } = task;
  turn.emit({
    ...{ type: 'episode', index, organelle: organelle.id, cell, task: id, prompt, target, answer, grade, solved, why },
    ...{ choice, promptTokens, newTokens, flops, cost, paid, revenue, overflow },
  });
  organelle.niches = withEpisode(organelle.niches, cell, revenue - cost, organelle.traits.decay);
  const standardRoi = turn.config.prices.base * reward - cost;
  organelle.records[cell] = withEpisodeRecord(organelle.records[cell], { solved, standardRoi, cost });
}
