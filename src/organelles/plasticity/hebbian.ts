/**
 * Exploratory Hebb: three factors, forward passes only (Legenstein, Chase, Schwartz and Maass 2010,
 * doi:10.1523/JNEUROSCI.4284-09.2010). Each row's bottlenecks are pushed by an offset ξ, the same for all its tokens; what
 * was pushed (ξ), what the synapse saw (the pooled x) and how well it went (the advantage) make the change of A,
 *
 *     A += rate · shrink^update · G/‖G‖ · √size/√inputs · min(1, 3 × share of pairs that differ),  G = Σ advantage · x ⊗ ξ.
 *
 * B stays as it was born. The last factor keeps a rule that saw next to nothing from moving as if it had seen much.
 */
import { type Adapter, type TapReading, bottleneckActivity, siteMatrices } from '../../host/index.ts';
import { differingShare, droppedUpdate, euclideanNorm, guarded, trialStats } from './guard.ts';
import type { Memory } from './memory.ts';
import type { Learner, TrialOutcome, PlasticityRule, Trial, Update } from './rule.ts';
import type { Settings } from './settings.ts';

/** A third of the pairs must differ for a step of full length. */
const DIFFERING_FOR_FULL_STEP = 3;

/** Weight of the newest episodes in a baseline that has seen many. */
const BASELINE_MEMORY = 64;

export function hebbian(settings: Settings<'hebbian'>): PlasticityRule {
  const explores = settings.trace === 'exploration';
  return {
    taskCount: settings.pairs,
    tokenDecay: settings.tokenDecay,
    ask: (learner, tasks) =>
      tasks.flatMap((task, pair) =>
        [0, 1].map((half): Trial => {
          const offset = explores ? drawOffset(learner, pair, half, settings) : null;
          return { task, adapter: learner.adapter, temperature: 0, offset, tapped: true };
        }),
      ),
    async tell(learner, trials, outcomes): Promise<Update> {
      const { advantages, baselines } = advantagesOf(learner.memory, trials, outcomes, settings);
      const trace = eligibility(learner, trials, outcomes, advantages, settings);
      const share = explores ? differingShare(outcomes) : 1;
      const stats = { ...trialStats(outcomes), differingShare: share, gradientNorm: euclideanNorm(trace) };
      if (!trace.every(Number.isFinite)) return { ...droppedUpdate(learner), trained: [], stats };
      const change = changeOf(learner, trace, share, settings);
      return { ...guarded(learner, change, { trace, baselines }), trained: [], stats };
    },
  };
}

/** ξ of one row; the two rows of a pair have opposite ones. */
function drawOffset(learner: Learner, pair: number, half: number, { exploration }: Settings<'hebbian'>): Float32Array {
  const random = learner.random('hebbian', learner.memory.updates, pair);
  const sign = half === 0 ? 1 : -1;
  const length = learner.sites.length * learner.adapter.rank;
  return Float32Array.from({ length }, () => sign * exploration * random.normal());
}

/** Each row's reward against its pair's mean, or against the running mean of its family, which then takes it in. */
function advantagesOf(
  memory: Memory,
  trials: readonly Trial[],
  outcomes: readonly TrialOutcome[],
  { advantage, trace }: Settings<'hebbian'>,
): { advantages: number[]; baselines: Memory['baselines'] } {
  const baselines: Record<string, { n: number; mean: number }> = { ...memory.baselines };
  const batch = meanReward(outcomes);
  const against = (i: number): number => {
    const known = baselines[trials[i]!.task.family];
    if (advantage === 'pairs' && trace === 'exploration')
      return (outcomes[i & ~1]!.reward + outcomes[i | 1]!.reward) / 2;
    return known?.mean ?? batch;
  };
  const advantages = outcomes.map(({ reward }, i) => reward - against(i));
  outcomes.forEach(({ reward }, i) => {
    const { family } = trials[i]!.task;
    const { n, mean } = baselines[family] ?? { n: 0, mean: 0 };
    baselines[family] = { n: n + 1, mean: mean + (reward - mean) / Math.min(n + 1, BASELINE_MEMORY) };
  });
  return { advantages, baselines };
}

/** The trace in the layout of the adapter's weights, zero in B: what is kept of the old one and Σ advantage · x ⊗ ξ. */
function eligibility(
  { sites, adapter, memory }: Learner,
  trials: readonly Trial[],
  outcomes: readonly TrialOutcome[],
  advantages: readonly number[],
  { traceDecay }: Settings<'hebbian'>,
): Float32Array {
  const weights = (memory.trace ?? new Float32Array(adapter.weights.length)).map((value) => traceDecay * value);
  const traces = siteMatrices(sites, { ...adapter, weights });
  const own = siteMatrices(sites, adapter);
  outcomes.forEach(({ reading }, row) => {
    const factor = advantages[row]! / outcomes.length;
    if (factor === 0) return;
    traces.forEach(({ a: trace }, site) => {
      const post = postsynaptic(reading!, site, own[site]!.a, adapter, trials[row]!.offset);
      const x = reading!.inputAt(site);
      for (let i = 0, at = 0; i < x.length; i++)
        for (let r = 0; r < adapter.rank; r++, at++) trace[at]! += factor * x[i]! * post[r]!;
    });
  });
  return weights;
}

/** ξ where there is one, else the bottleneck's own pooled activity. */
function postsynaptic(
  reading: TapReading,
  site: number,
  a: Float32Array,
  { rank }: Adapter,
  offset: Float32Array | null,
): ArrayLike<number> {
  return offset?.subarray(site * rank, (site + 1) * rank) ?? bottleneckActivity(reading, site, a, rank);
}

function changeOf(
  { sites, adapter, memory }: Learner,
  trace: Float32Array,
  share: number,
  { rate, shrink, weightDecay }: Settings<'hebbian'>,
): Float32Array {
  const weights = new Float32Array(adapter.weights.length);
  const length = rate * shrink ** memory.updates * Math.min(1, DIFFERING_FOR_FULL_STEP * share);
  const traces = siteMatrices(sites, { ...adapter, weights: trace });
  const own = siteMatrices(sites, adapter);
  siteMatrices(sites, { ...adapter, weights }).forEach(({ site, a: change }, index) => {
    const { a: from } = traces[index]!;
    const norm = euclideanNorm(from);
    const step = norm === 0 ? 0 : (length * Math.sqrt(from.length)) / (norm * Math.sqrt(site.inputs));
    for (let i = 0; i < change.length; i++) change[i] = step * from[i]! - weightDecay * own[index]!.a[i]!;
  });
  return weights;
}

function meanReward(outcomes: readonly TrialOutcome[]): number {
  return outcomes.reduce((sum, { reward }) => sum + reward, 0) / outcomes.length;
}
