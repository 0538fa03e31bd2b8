/**
 * An adapter's change of one site, ΔW = scale·A·B, as a product of matrices or as singular triplets, and back. The way back
 * splits √σ to each side: that makes A and B equally large, so that neither learns or mutates in other steps than the
 * other.
 */
import { matrix, type Matrix } from '../core/linear-algebra.ts';
import type { Svd } from '../core/svd.ts';
import { type Adapter, type Site, adapterLength, siteMatrices } from '../host/index.ts';

/** ΔW of one site as a product: left [inputs, p] · right [p, outputs]. */
export interface Factors {
  left: Matrix;
  right: Matrix;
}

/** ΔW of every site; the scale is in the right factor. Throws LabError `adapter-damaged` when the sizes disagree. */
export function factorsOf(sites: readonly Site[], adapter: Adapter): Factors[] {
  const { rank, scale } = adapter;
  return siteMatrices(sites, adapter).map(({ site, a, b }) => ({
    left: matrix(site.inputs, rank, a),
    right: matrix(
      rank,
      site.outputs,
      Float64Array.from(b, (value) => scale * value),
    ),
  }));
}

/**
 * The adapter whose ΔW at every site are these triplets: A = U√(σ/scale), B = √(σ/scale)Vᵀ, rounded to single precision;
 * a negative scale turns B's sign. A site with fewer triplets than the rank has zeros in its other columns of A and rows
 * of B.
 */
export function adapterOf(
  sites: readonly Site[],
  rank: number,
  scale: number,
  triplets: (index: number) => Svd,
): Adapter {
  const adapter = { rank, scale, weights: new Float32Array(adapterLength(sites, rank)) };
  siteMatrices(sites, adapter).forEach(({ site, a, b }, index) => {
    const { u, sigma, v } = triplets(index);
    for (let k = 0; k < Math.min(rank, sigma.length) && sigma[k]! > 0; k++) {
      const root = Math.sqrt(sigma[k]! / Math.abs(scale));
      for (let i = 0; i < site.inputs; i++) a[i * rank + k] = root * u.values[i * u.columns + k]!;
      for (let j = 0; j < site.outputs; j++)
        b[k * site.outputs + j] = Math.sign(scale) * root * v.values[j * v.columns + k]!;
    }
  });
  return adapter;
}
