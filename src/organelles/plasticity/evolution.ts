/**
 * Evolution strategies on one adapter: antithetic perturbations are tried as rows of the common batch, each pair on a task
 * of its own, and folded back by how much better one of the two did (Salimans, Ho, Chen, Sidor and Sutskever 2017,
 * arXiv:1703.03864; centred ranks are theirs too). The rate shrinks: at a constant one the weights drift down again.
 */
import { type Adapter, siteMatrices } from '../../host/index.ts';
import { differingShare, guarded, trialStats } from './guard.ts';
import type { Learner, TrialOutcome, PlasticityRule, Trial } from './rule.ts';
import type { Settings } from './settings.ts';

export function evolution(settings: Settings<'evolution'>): PlasticityRule {
  return {
    taskCount: settings.pairs,
    tokenDecay: 1,
    ask: (learner, tasks) =>
      tasks.flatMap((task, pair) => {
        const noise = drawNoise(learner, pair, settings);
        return [1, -1].map((sign): Trial => {
          const adapter = moved(learner.adapter, noise, sign);
          return { task, adapter, temperature: 0, offset: null, tapped: false };
        });
      }),
    async tell(learner, trials, outcomes) {
      const fitness = pairFitness(outcomes, settings.shaping);
      const rate = settings.rate * settings.shrink ** learner.memory.updates;
      const change = new Float64Array(learner.adapter.weights.length);
      fitness.forEach((fit, pair) => {
        if (fit === 0) return;
        const [plus, minus] = [trials[2 * pair]!.adapter.weights, trials[2 * pair + 1]!.adapter.weights];
        const factor = (rate * fit) / (2 * fitness.length);
        for (let i = 0; i < change.length; i++) change[i]! += factor * (plus[i]! - minus[i]!);
      });
      const stats = { ...trialStats(outcomes), differingShare: differingShare(outcomes) };
      return { ...guarded(learner, change, {}), trained: [], stats };
    },
  };
}

/**
 * Fitness of each pair's direction. `differences`: the difference of the two rewards over the root mean square of all
 * differences; `ranks`: the difference of their centred ranks, which lie in [−1/2, 1/2]. All 0 when no pair differs.
 */
export function pairFitness(outcomes: readonly TrialOutcome[], shaping: 'ranks' | 'differences'): number[] {
  const rewards = outcomes.map(({ reward }) => reward);
  const values = shaping === 'ranks' ? centredRanks(rewards) : rewards;
  const differences = Array.from({ length: rewards.length / 2 }, (_, i) => values[2 * i]! - values[2 * i + 1]!);
  if (shaping === 'ranks') return differences;
  const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
  return differences.map((d) => (deviation === 0 ? 0 : d / deviation));
}

/** Ranks from −1/2 (worst) to 1/2 (best); equal values share the mean of their ranks. */
export function centredRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    const middle = (from + to - 1) / 2;
    for (let k = from; k < to; k++) ranks[order[k]!] = values.length > 1 ? middle / (values.length - 1) - 0.5 : 0;
  }
  return ranks;
}

/** Noise in the layout of the adapter's weights: stepA/√inputs in A, stepB in B. */
function drawNoise(learner: Learner, pair: number, { stepA, stepB }: Settings<'evolution'>): Float32Array {
  const random = learner.random('evolution', learner.memory.updates, pair);
  const noise = { ...learner.adapter, weights: new Float32Array(learner.adapter.weights.length) };
  for (const { site, a, b } of siteMatrices(learner.sites, noise)) {
    const deviation = stepA / Math.sqrt(site.inputs);
    for (let i = 0; i < a.length; i++) a[i] = deviation * random.normal();
    for (let i = 0; i < b.length; i++) b[i] = stepB * random.normal();
  }
  return noise.weights;
}

function moved(adapter: Adapter, noise: Float32Array, sign: number): Adapter {
  return { ...adapter, weights: adapter.weights.map((weight, i) => weight + sign * noise[i]!) };
}
