/**
 * The choice of the next token from a row of logits. Greedy at temperature 0, else softmax with nucleus sampling
 * (top-p, Holtzman et al. 2019, arXiv:1904.09751). Exactly one draw per sampled token, so a row's stream of random
 * numbers says the same whatever rows are decoded beside it.
 */

/** Where draws come from: numbers uniform in [0, 1). */
export interface Draws {
  uniform(): number;
}

/** The index of the largest logit; the first one of equals. NaN never wins. */
export function greedy(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]! || Number.isNaN(logits[best]!)) best = i;
  return best;
}

/** A token drawn from softmax(logits / temperature) restricted to the smallest set of at least `topP` probability. */
export function sample(logits: Float32Array, temperature: number, topP: number, random: Draws): number {
  if (!(temperature > 0)) return greedy(logits);
  const most = logits[greedy(logits)]!;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - most) / temperature));
  const order = topP < 1 ? nucleus(weights, topP) : undefined;
  const count = order?.length ?? weights.length;
  const indexOf = (i: number): number => order?.[i] ?? i;
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[indexOf(i)]!;
  let left = random.uniform() * total;
  for (let i = 0; i < count; i++) {
    left -= weights[indexOf(i)]!;
    if (left < 0) return indexOf(i);
  }
  return indexOf(0);
}

/** Indices by falling weight (equals by index), cut after the one that reaches the share `topP`; at least one. */
function nucleus(weights: Float64Array, topP: number): number[] {
  const order = Array.from(weights.keys()).sort((a, b) => weights[b]! - weights[a]! || a - b);
  const goal = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (let i = 0; i < order.length; i++) {
    sum += weights[order[i]!]!;
    if (sum >= goal) return order.slice(0, i + 1);
  }
  return order;
}
