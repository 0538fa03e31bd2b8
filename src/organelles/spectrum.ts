/**
 * What an adapter's singular values say: how much it changes each site, and how many of its directions it uses. They are
 * those of ΔW = scale·A·B, found from the factors; ΔW, hundreds of times larger, is never formed.
 */
import { norm } from '../core/linear-algebra.ts';
import { coreOfProduct, singularValuesOfProduct } from '../core/svd.ts';
import type { Adapter, Site } from '../host/adapter.ts';
import { factorsOf } from './low-rank.ts';

/** The singular values of every site's ΔW, descending, min(rank, inputs, outputs) of them. */
export function siteSpectra(sites: readonly Site[], adapter: Adapter): Float64Array[] {
  return factorsOf(sites, adapter).map(({ left, right }) => singularValuesOfProduct(left, right));
}

/** The Frobenius norm of every site's ΔW, ‖scale·A·B‖. */
export function siteNorms(sites: readonly Site[], adapter: Adapter): number[] {
  return factorsOf(sites, adapter).map(({ left, right }) => norm(coreOfProduct(left, right).values));
}

/**
 * The effective rank: e to the entropy of the singular values taken as shares of their sum (Roy and Vetterli 2007,
 * doi:10.5281/zenodo.40328). From 1, when one direction does everything, to their number, when all do the same; 0 for
 * a change that is zero. Only the values' ratios matter.
 */
export function effectiveRank(singularValues: ArrayLike<number>): number {
  const values = Array.from(singularValues).filter((value) => value > 0);
  if (values.length === 0) return 0;
  const sum = values.reduce((total, value) => total + value, 0);
  return Math.exp(-values.reduce((total, value) => total + (value / sum) * Math.log(value / sum), 0));
}
