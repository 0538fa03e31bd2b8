/**
 * Who chooses the cell of an attempt. Sometimes the world does, sending organelles where something is being learnt or
 * little is known; else the organelle forages by itself, by what it learned that each cell pays.
 *
 * Both are a softmax over scores: the controller's over learning progress (Oudeyer, Kaplan and Hafner 2007,
 * doi:10.1109/TEVC.2006.890271), the forager's over values with an upper-confidence bonus (Auer, Cesa-Bianchi and
 * Fischer 2002, doi:10.1023/A:1013689704352).
 */
import type { Random } from '../base/random.ts';
import { cellName, type CellState } from './cells.ts';

/** What foraging knows of a cell: its learned value, E per episode, and how often the organelle tried it. */
export interface Niche {
  value: number;
  count: number;
}
/** By cell name; a cell that is missing has value 0 and was never tried. */
export type Niches = Record<string, Niche>;

/** The heritable traits that foraging obeys. */
export interface ForagingTraits {
  /** Inverse temperature of the softmax, per E. */
  beta: number;
  /** Weight of the newest episode in a learned value, 0 to 1. */
  decay: number;
  /** Size of the bonus for a rarely tried cell, E. */
  explorationBonus: number;
}

export interface ControllerRule {
  /** Probability that the controller chooses. */
  lpMix: number;
  /** The controller's bonus for an untried cell, in units of learning progress. */
  curiosity: number;
}

interface CellChoice {
  cell: string;
  choice: 'controller' | 'foraging';
}

/** Inverse temperature of the controller: progress is a change of success per generation, of a few hundredths. */
const CONTROLLER_BETA = 20;

/** The cell of one attempt, among the open ones. Throws a RangeError when none is open. */
export function chooseCell(
  cells: readonly CellState[],
  niches: Niches,
  traits: ForagingTraits,
  rule: ControllerRule,
  random: Random,
): CellChoice {
  const open = cells.filter((cell) => cell.open);
  if (open.length === 0) throw new RangeError('no cell is open');
  const byController = random.uniform() < rule.lpMix;
  const scores = byController ? controllerScores(open, rule.curiosity) : foragingScores(open, niches, traits);
  const shares = choiceShares(scores, byController ? CONTROLLER_BETA : traits.beta);
  return { cell: cellName(open[random.weighted(shares)]!), choice: byController ? 'controller' : 'foraging' };
}

/** Learning progress plus curiosity ÷ √(1 + attempts), one score per cell. */
export function controllerScores(cells: readonly CellState[], curiosity: number): number[] {
  return cells.map(({ progressEma, attempts }) => progressEma + curiosity / Math.sqrt(1 + attempts));
}

/** Learned value plus bonus · √(ln(1 + all tries) ÷ (1 + tries here)), one score per cell, E. */
export function foragingScores(
  cells: readonly CellState[],
  niches: Niches,
  { explorationBonus }: ForagingTraits,
): number[] {
  const known = cells.map((cell) => niches[cellName(cell)] ?? { value: 0, count: 0 });
  const tries = known.reduce((sum, { count }) => sum + count, 0);
  return known.map(({ value, count }) => value + explorationBonus * Math.sqrt(Math.log1p(tries) / (1 + count)));
}

/** exp(beta · score), normalised to sum to 1; safe for any finite scores. */
export function choiceShares(scores: readonly number[], beta: number): number[] {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(beta * (score - highest)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Niches after an episode in a cell: its value moves towards the episode's ROI by the weight `decay`. */
export function withEpisode(niches: Niches, cell: string, roi: number, decay: number): Niches {
  const { value, count } = niches[cell] ?? { value: 0, count: 0 };
  return { ...niches, [cell]: { value: value + decay * (roi - value), count: count + 1 } };
}

/** What a child is told: the values, not how often they were tried, so that it looks for itself. */
export function inheritedNiches(niches: Niches): Niches {
  return Object.fromEntries(Object.entries(niches).map(([cell, { value }]) => [cell, { value, count: 0 }]));
}
