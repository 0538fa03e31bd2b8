/**
 * What an adapter's singular values say: how much it changes each site, and how many of its directions it uses. They are
 * those of ΔW = scale·A·B, found from the factors; ΔW, hundreds of times larger, is never formed.
 */
import { singularValuesOfProduct } from '../core/svd.ts';
import { type Adapter, type Site, siteMatrices } from '../host/index.ts';
import { factorsOf } from './low-rank.ts';

/** The singular values of every site's ΔW, descending, min(rank, inputs, outputs) of them. */
export function siteSpectra(sites: readonly Site[], adapter: Adapter): Float64Array[] {
  return factorsOf(sites, adapter).map(({ left, right }) => singularValuesOfProduct(left, right));
}

/**
 * The Frobenius norm of every site's ΔW, ‖scale·A·B‖, in the sites' order: ‖AB‖² = Σ (AᵀA) ∘ (BBᵀ), two matrices of the
 * size of the rank.
 */
export function siteNorms(sites: readonly Site[], adapter: Adapter): number[] {
  const { rank, scale } = adapter;
  return siteMatrices(sites, adapter).map(({ site, a, b }) => {
    let squares = 0;
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) {
        let ofA = 0;
        for (let at = 0; at < a.length; at += rank) ofA += a[at + i]! * a[at + j]!;
        let ofB = 0;
        for (let n = 0; n < site.outputs; n++) ofB += b[i * site.outputs + n]! * b[j * site.outputs + n]!;
        squares += ofA * ofB;
      }
    }
    return Math.abs(scale) * Math.sqrt(Math.max(0, squares));
  });
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
