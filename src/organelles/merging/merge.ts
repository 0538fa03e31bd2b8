/**
 * Merging adapters by what they do. An adapter is known only up to ΔW = scale·A·B: the mean of A times the mean of B is
 * nobody's change, and factors of different ranks cannot be averaged at all. So every method here works on ΔW = Σ wᵢΔWᵢ
 * and finds new factors for it, site by site.
 *
 * - `svd`: the best approximation of Σ wᵢΔWᵢ of the asked rank, from the factors, without forming ΔW;
 * - `concatenate`: Σ wᵢΔWᵢ itself, the ranks added up;
 * - `ties` and `dare` change single entries, so they form one site's ΔW at a time and approximate the result. It is no
 *   longer of low rank, so much is lost: of two unrelated adapters of rank 8, on 192 × 512 and merged to rank 16, where
 *   `svd` loses nothing, `ties` loses half of the norm and `dare` two thirds.
 */
import { matrix, multiply, type Matrix } from '../../core/linear-algebra.ts';
import type { Random } from '../../base/random.ts';
import { leadingSvd, svdOfProduct } from '../../core/svd.ts';
import { type Adapter, type Site, adapterLength, siteMatrices } from '../../host/index.ts';
import { ADAPTER_SCALE } from '../heredity.ts';
import { adapterOf, factorsOf, type Factors } from '../low-rank.ts';
import { dareMerge } from './dare.ts';
import { tiesMerge } from './ties.ts';

export const MERGE_METHODS = ['svd', 'concatenate', 'ties', 'dare'] as const;
export type MergeMethod = (typeof MERGE_METHODS)[number];

/** One parent of a merge. Weights usually sum to 1, and need not. */
export interface MergePart {
  adapter: Adapter;
  weight: number;
}

interface MergeOptions {
  method: MergeMethod;
  /** of the result; `concatenate` does not look at it */
  rank: number;
  /** share of entries that stay, in (0, 1]; only for `ties` and `dare` */
  density?: number;
  /** only `ties` and `dare` draw from it */
  random: Random;
}

/** For TIES the paper's. For DARE not the paper's 0.1: what is dropped turns to noise, of which a low rank holds little. */
const MERGE_DENSITY = { ties: 0.2, dare: 0.5 } as const;

/**
 * One adapter from several of any ranks and scales, with the scale of heredity.ts. It has exactly the asked rank: a site
 * whose change needs less has zeros in the rest. Throws RangeError for no parts, a weight that is not finite, or a rank
 * or density out of range; LabError `adapter-damaged` for a part of another host.
 */
export function mergeAdapters(sites: readonly Site[], parts: readonly MergePart[], options: MergeOptions): Adapter {
  const { method, rank, random } = options;
  if (parts.length === 0) throw new RangeError('a merge of nothing');
  const weights = parts.map(({ weight }) => weight);
  if (!weights.every(Number.isFinite)) throw new RangeError(`weights ${weights.join(', ')} of a merge`);
  if (method === 'concatenate') return concatenated(sites, parts);
  if (!Number.isInteger(rank) || rank < 1) throw new RangeError(`a merge of rank ${rank}`);
  const factors = parts.map(({ adapter }) => factorsOf(sites, adapter));
  const ofSite = (index: number): Factors[] => factors.map((all) => all[index]!);
  if (method === 'svd') {
    return adapterOf(sites, rank, ADAPTER_SCALE, (index) => {
      const { left, right } = stacked(ofSite(index), weights);
      return svdOfProduct(left, right);
    });
  }
  const density = options.density ?? MERGE_DENSITY[method];
  if (!(density > 0 && density <= 1)) throw new RangeError(`a merge of density ${density}`);
  return adapterOf(sites, rank, ADAPTER_SCALE, (index) => {
    const deltas = ofSite(index).map(({ left, right }) => multiply(left, right));
    const merged =
      method === 'ties' ? tiesMerge(deltas, weights, density) : dareMerge(deltas, weights, density, random);
    return leadingSvd(merged, rank, random);
  });
}

/** Σ wᵢ·leftᵢ·rightᵢ as one product: the lefts side by side, the weighted rights one below the other. */
function stacked(factors: readonly Factors[], weights: readonly number[]): Factors {
  const rank = factors.reduce((sum, { left }) => sum + left.columns, 0);
  const left = matrix(factors[0]!.left.rows, rank);
  const right = matrix(rank, factors[0]!.right.columns);
  let at = 0;
  factors.forEach((part, index) => {
    placeColumns(left, at, part.left);
    right.values.set(
      part.right.values.map((value) => weights[index]! * value),
      at * right.columns,
    );
    at += part.left.columns;
  });
  return { left, right };
}

function placeColumns(to: Matrix, at: number, from: Matrix): void {
  for (let i = 0; i < from.rows; i++) {
    to.values.set(from.values.subarray(i * from.columns, (i + 1) * from.columns), i * to.columns + at);
  }
}

/** Every part's A as it is; weight and scale go into B, so that halves and doubles cost no bit. */
function concatenated(sites: readonly Site[], parts: readonly MergePart[]): Adapter {
  const rank = parts.reduce((sum, { adapter }) => sum + adapter.rank, 0);
  const whole = { rank, scale: ADAPTER_SCALE, weights: new Float32Array(adapterLength(sites, rank)) };
  const factors = parts.map(({ adapter }) => factorsOf(sites, adapter));
  const weights = parts.map(({ weight }) => weight / ADAPTER_SCALE);
  siteMatrices(sites, whole).forEach(({ a, b }, index) => {
    const { left, right } = stacked(
      factors.map((all) => all[index]!),
      weights,
    );
    a.set(left.values);
    b.set(right.values);
  });
  return whole;
}
