/**
 * TIES: trim, elect sign, disjoint mean (Yadav et al. 2023, arXiv:2306.01708). Changes that disagree in sign cancel when
 * they are summed; here the small ones are left out first, the sign with more mass wins, and only those that have it
 * are averaged.
 */
import { matrix, type Matrix } from '../../core/linear-algebra.ts';

/**
 * The merged change of one site. The paper has neither weights nor sites: here the mean and the vote are weighted, the
 * paper's λ is the weights' total, so that equal changes merge to their weighted sum, and each site is trimmed by
 * itself. A negative weight counts as that weight of the opposite change. Where the votes balance, the change is zero.
 * @param deltas  ΔW of each part, all of one shape
 * @param density  share of a part's entries that trimming keeps, the largest by magnitude; equals of the last kept too
 */
export function tiesMerge(deltas: readonly Matrix[], weights: readonly number[], density: number): Matrix {
  const merged = matrix(deltas[0]!.rows, deltas[0]!.columns);
  const votes = deltas.map(({ values }, part) => votesOf(values, weights[part]!, density));
  const balance = new Float64Array(merged.values.length);
  for (const vote of votes) {
    for (let i = 0; i < vote.length; i++) balance[i]! += vote[i]!;
  }
  const agreeing = new Float64Array(merged.values.length);
  votes.forEach((vote, part) => {
    const weight = Math.abs(weights[part]!);
    for (let i = 0; i < vote.length; i++) {
      if (vote[i] === 0 || Math.sign(vote[i]!) !== Math.sign(balance[i]!)) continue;
      merged.values[i]! += vote[i]!;
      agreeing[i]! += weight;
    }
  });
  const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  agreeing.forEach((weight, i) => {
    if (weight > 0) merged.values[i]! *= total / weight;
  });
  return merged;
}

/** A part's trimmed change times its weight. */
function votesOf(values: Float64Array, weight: number, density: number): Float64Array {
  const smallest = smallestKept(values, density);
  return values.map((value) => (Math.abs(value) >= smallest ? weight * value : 0));
}

/** The magnitude of the smallest entry that trimming keeps; infinite when it keeps none. */
function smallestKept(values: Float64Array, density: number): number {
  const kept = Math.round(density * values.length);
  if (kept === 0) return Infinity;
  return selected(values.map(Math.abs), values.length - kept);
}

/** The value that sorting would put at this place, by Hoare's selection (1961, doi:10.1145/366622.366647); reorders. */
function selected(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place]!;
}
