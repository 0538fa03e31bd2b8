/**
 * Each attempt is paid what its grade is worth in its cell, and pays what its computation cost; what exceeds the
 * organelle's cap goes back. In winter only a share of the price is paid; a team shares what it earned. Nobody owes: the part of a cost that an organelle cannot pay is forgiven, though its ROI
 * still counts the whole cost.
 *
 * The organelle then remembers: how its weights do in this cell, and what the cell was worth to it. A team's answer
 * says nothing of its weights alone and stays out of their record.
 */
import { cellName, withOutcomes } from '../../economy/cells.ts';
import { withEpisode } from '../../economy/controller.ts';
import { toEnergy } from '../../economy/energy.ts';
import { rewardOf } from '../../economy/reward.ts';
import { computeEnergy } from '../world/reference.ts';
import { organsOf } from '../organs/told.ts';
import { remember } from '../organs/memory.ts';
import { shareOf } from '../organs/teams.ts';
import { yieldOf } from '../organs/winter.ts';
import type { Act, Attempt, Turn } from '../world/turn.ts';
import { withEpisodeRecord } from '../world/world.ts';

export const settle: Act = (turn) => {
  const share = yieldOf(turn.config, turn.generation);
  const prices = new Map(turn.world.cells.map((cell) => [cellName(cell), share * cell.priceEnergy]));
  turn.attempts.forEach((attempt, index) => settleOne(turn, attempt, index, prices.get(attempt.cell)!));
  const { smoothing } = turn.config.prices;
  turn.world.cells = turn.world.cells.map((cell) => {
    const name = cellName(cell);
    const outcomes = turn.attempts
      .filter((attempt) => attempt.cell === name && attempt.choice !== 'practice')
      .map(({ solved }) => solved);
    return withOutcomes(cell, outcomes, smoothing);
  });
};

function settleOne(turn: Turn, attempt: Attempt, index: number, priceEnergy: number): void {
  const { organelle, cell, task, choice, answer, grade, solved, why, promptTokens, newTokens, flops } = attempt;
  const reward = rewardOf(attempt, turn.config.attempts.partialCredit);
  const whole = toEnergy(priceEnergy * reward);
  const team = shareOf(turn, attempt, whole);
  const revenue = whole - (team?.revenue ?? 0);
  const borne = team && !team.alive ? team.cost : 0;
  const cost = computeEnergy(turn.host, flops, turn.config.energy.costScale) + borne;
  const owned = turn.balance(organelle) + revenue;
  const paid = Math.min(cost, owned);
  const overflow = Math.max(0, owned - paid - toEnergy(turn.config.energy.maxEnergy));
  const { id, prompt, target } = task;
  turn.emit({
    type: 'episode',
    index,
    organelle: organelle.id,
    cell,
    task: id,
    prompt,
    target,
    answer,
    grade,
    solved,
    why,
    choice,
    promptTokens,
    newTokens,
    flops,
    cost,
    paid,
    revenue,
    overflow,
    ...organsOf(attempt, team),
  });
  organelle.niches = withEpisode(organelle.niches, cell, revenue - cost, organelle.traits.decay);
  remember(turn, attempt);
  // A sampled answer proves nothing.
  if (team || choice === 'practice') return;
  const standardRoi = turn.config.prices.base * reward - cost;
  organelle.records[cell] = withEpisodeRecord(organelle.records[cell], { solved, standardRoi, cost });
}
