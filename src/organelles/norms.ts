/** How much an adapter changes each projection: what the heat map of an organelle's weights shows. */
import { siteMatrices, type Adapter, type Site } from '../host/adapter.ts';

/** Digits that a norm is journalled with. */
const DIGITS = 3;

/**
 * The Frobenius norm of scale · A·B at every site, to three digits, in the sites' order. A·B is never formed:
 * ‖AB‖² = Σ (AᵀA) ∘ (BBᵀ), two matrices of the size of the rank.
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
    return Number((Math.abs(scale) * Math.sqrt(Math.max(0, squares))).toPrecision(DIGITS));
  });
}
