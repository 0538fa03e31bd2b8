/**
 * Changing an adapter's rank without changing, or with the least change of, what it does. Growth gives new directions that
 * are read but not yet written: new columns of A are noise and their rows of B zero, as LoRA itself begins (Hu et al.
 * 2021, arXiv:2106.09685). Shrinking keeps the best approximation there is (Eckart and Young 1936, doi:10.1007/BF02288367).
 */
import { norm } from '../core/linear-algebra.ts';
import { svdOfProduct } from '../core/svd.ts';
import { type Adapter, type Site, adapterLength, siteMatrices } from '../host/index.ts';
import type { Random } from '../base/random.ts';
import { adapterOf, factorsOf } from './low-rank.ts';

/**
 * A copy with more rank and exactly the same ΔW.
 * @param rank  the new rank, at least the old; RangeError otherwise
 * @param step  new columns of A have standard deviation step/√inputs, a founder's when step is a founder's
 */
export function grow(sites: readonly Site[], adapter: Adapter, rank: number, step: number, random: Random): Adapter {
  const old = adapter.rank;
  if (!Number.isInteger(rank) || rank < old) throw new RangeError(`rank ${old} cannot grow to ${rank}`);
  const grown = { rank, scale: adapter.scale, weights: new Float32Array(adapterLength(sites, rank)) };
  const before = siteMatrices(sites, adapter);
  siteMatrices(sites, grown).forEach(({ site, a, b }, index) => {
    const deviation = step / Math.sqrt(site.inputs);
    for (let i = 0; i < site.inputs; i++) {
      a.set(before[index]!.a.subarray(i * old, (i + 1) * old), i * rank);
      for (let k = old; k < rank; k++) a[i * rank + k] = deviation * random.normal();
    }
    b.set(before[index]!.b);
  });
  return grown;
}

/**
 * The best approximation of less rank, site by site, by truncated SVD.
 * @param rank  the new rank, from 1 to the old; RangeError otherwise
 * @returns also the relative error ‖ΔW − ΔW′‖/‖ΔW‖ over all sites together, before rounding to single precision; 0 for an
 *   adapter that is zero
 */
export function shrink(
  sites: readonly Site[],
  adapter: Adapter,
  rank: number,
): { adapter: Adapter; relativeError: number } {
  if (!Number.isInteger(rank) || rank < 1 || rank > adapter.rank)
    throw new RangeError(`rank ${adapter.rank} cannot shrink to ${rank}`);
  const spectra = factorsOf(sites, adapter).map(({ left, right }) => svdOfProduct(left, right));
  const lost = norm(spectra.map(({ sigma }) => norm(sigma.subarray(rank))));
  const whole = norm(spectra.map(({ sigma }) => norm(sigma)));
  return {
    adapter: adapterOf(sites, rank, adapter.scale, (index) => spectra[index]!),
    relativeError: whole === 0 ? 0 : lost / whole,
  };
}
