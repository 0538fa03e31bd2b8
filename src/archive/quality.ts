/**
 * How good an organelle is in a cell, said with caution: the lower 95 % point of what its mean ROI may be. Few lucky
 * episodes must not make an elite, so its record is first mixed with `strength` imagined average episodes of the cell.
 *
 * This is the marginal posterior of a normal mean under a normal-inverse-χ² prior (Murphy 2007, "Conjugate Bayesian
 * analysis of the Gaussian distribution", section 5; Gelman et al., BDA3, section 3.3) with κ₀ = ν₀ = strength k:
 *
 *   κ = n + k     m = (n·x̄ + k·μ) ÷ κ     s² = (k·σ² + Σ(x − x̄)² + (n·k ÷ κ)·(x̄ − μ)²) ÷ κ
 *   quality = m − t₀.₉₅(κ degrees of freedom) · s ÷ √κ
 *
 * with μ and σ² the mean and variance of all ROIs in the cell. The prior's variance also keeps a record of equal
 * outcomes from looking certain.
 */
import { studentQuantile } from '../core/distributions.ts';
import type { Running } from '../core/statistics.ts';

/** One-sided. */
const LEVEL = 0.95;

/** All train episodes of a cell together: mean (E) and variance (E²) of their ROI. */
export interface CellPrior {
  mean: number;
  variance: number;
}

/**
 * The lower 95 % bound of the mean ROI, E.
 * @param record  count, mean and squared deviations of the organelle's ROIs in the cell; n ≥ 1
 * @param strength  how many imagined average episodes are mixed in, ≥ 0
 */
export function qualityOf(record: Running, prior: CellPrior, strength: number): number {
  const { n, mean, squares } = record;
  if (!(n >= 1)) throw new RangeError('no episodes, no quality');
  const weight = n + strength;
  const centre = (n * mean + strength * prior.mean) / weight;
  const apart = ((n * strength) / weight) * (mean - prior.mean) ** 2;
  const spread = (strength * prior.variance + squares + apart) / weight;
  return centre - tFactor(weight) * Math.sqrt(spread / weight);
}

const tFactors = new Map<number, number>();

/** Student's quantile by degrees of freedom; the same few are asked for in every generation. */
function tFactor(freedom: number): number {
  const known = tFactors.get(freedom);
  if (known !== undefined) return known;
  const factor = studentQuantile(LEVEL, freedom);
  if (tFactors.size < 10_000) tFactors.set(freedom, factor);
  return factor;
}
