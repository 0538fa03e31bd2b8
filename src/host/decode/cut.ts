/**
 * Where to cut a list of prompts, ordered by length, into runs of the prefill. A run costs its rows times its longest
 * prompt, and something for being a run at all; the cheapest cut is found by dynamic programming.
 */

/** What one more run costs, in tokens: about three milliseconds where a token takes a quarter of one. */
const RUN_COSTS_TOKENS = 12;

/**
 * The cheapest cut into runs of neighbours, as [from, to) pairs.
 * @param lengths  prompt lengths in tokens
 * @param leastRows  of a run, unless there are not so many in all
 */
export function cutPrefill(lengths: readonly number[], leastRows = 1): [number, number][] {
  const cheapest = [0];
  const cutBefore = [0];
  for (let to = 1; to <= lengths.length; to++) {
    let longest = 0;
    cheapest[to] = Infinity;
    for (let from = to - 1; from >= 0; from--) {
      longest = Math.max(longest, lengths[from]!);
      if (to - from < leastRows && (from > 0 || to < lengths.length)) continue;
      const cost = cheapest[from]! + RUN_COSTS_TOKENS + longest * (to - from);
      if (cost < cheapest[to]!) [cheapest[to], cutBefore[to]] = [cost, from];
    }
  }
  const runs: [number, number][] = [];
  for (let to = lengths.length; to > 0; to = cutBefore[to]!) runs.unshift([cutBefore[to]!, to]);
  return runs;
}
