/**
 * DARE: drop and rescale (Yu et al. 2023, arXiv:2311.03099). Each entry of a change is dropped by chance and the others
 * are divided by the share that stays, so the expected change is the whole; fewer entries of different parts then meet.
 */
import { matrix, type Matrix } from '../../core/linear-algebra.ts';
import type { Random } from '../../base/random.ts';

/**
 * The merged change of one site: the weighted sum of the parts, each thinned.
 * @param deltas  ΔW of each part, all of one shape
 * @param density  chance of an entry to stay, the paper's 1 − p, more than 0
 */
export function dareMerge(
  deltas: readonly Matrix[],
  weights: readonly number[],
  density: number,
  random: Random,
): Matrix {
  const merged = matrix(deltas[0]!.rows, deltas[0]!.columns);
  deltas.forEach(({ values }, part) => {
    const factor = weights[part]! / density;
    for (let i = 0; i < values.length; i++) {
      if (random.uniform() < density) merged.values[i]! += factor * values[i]!;
    }
  });
  return merged;
}
