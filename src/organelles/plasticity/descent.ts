/**
 * The two rules that need gradients. `backprop` is policy gradient (REINFORCE, Williams 1992, doi:10.1007/BF00992696) on
 * the organelle's own sampled answers: each answer's log-likelihood is pulled by its advantage over the group of answers
 * to the same cell. `supervised` pulls at gold answers and is for the control, which is why it has another name.
 */
import type { TrainingRow } from '../../host/index.ts';
import type { Task } from '../../tasks/task.ts';
import { adamW } from './adamw.ts';
import { droppedUpdate, guarded, trialStats } from './guard.ts';
import type { Learner, Means, TrialOutcome, PlasticityRule, Trial, Update, UpdateStats } from './rule.ts';
import type { Settings } from './settings.ts';

type Descent = Settings<'backprop'> | Settings<'supervised'>;

export function backprop(settings: Settings<'backprop'>): PlasticityRule {
  const { answers, temperature } = settings;
  return {
    taskCount: answers,
    tokenDecay: 1,
    ask: (learner, tasks) =>
      tasks.map((task): Trial => ({ task, adapter: learner.adapter, temperature, offset: null, tapped: false })),
    tell(learner, trials, outcomes, means) {
      const advantages = groupAdvantages(trials, outcomes, settings.baseline);
      const tokens = outcomes.reduce((sum, outcome) => sum + outcome.tokens.length, 0);
      const rows = outcomes.flatMap((outcome, i): TrainingRow[] => {
        const weight = (settings.weight * advantages[i]!) / tokens;
        return weight === 0 ? [] : [answerRow(learner, outcome.prompt, outcome.tokens, weight)];
      });
      return descend(learner, rows, means, settings, trialStats(outcomes));
    },
  };
}

export function supervised(settings: Settings<'supervised'>): PlasticityRule {
  return {
    taskCount: settings.answers,
    tokenDecay: 1,
    ask: () => [],
    tell(learner, _trials, _outcomes, means, tasks) {
      const { goldTokens, promptTokens } = means;
      if (!goldTokens || !promptTokens) throw new RangeError('supervised learning needs gold answers');
      const golds = tasks.map((task: Task) => goldTokens(task));
      const weight = 1 / golds.reduce((sum, gold) => sum + gold.length, 0);
      const rows = tasks.map((task, i) => answerRow(learner, promptTokens(task), golds[i]!, weight));
      return descend(learner, rows, means, settings, {});
    },
  };
}

/**
 * Differences of rewards below this are not blown up: where nobody solved anything only the length of answers differs, and
 * to pull at that with full force teaches terse nonsense (it took list.sort from 0.14 to 0).
 */
const LEAST_DEVIATION = 0.1;

/**
 * Rewards less their group's mean, over the root mean square of all these differences, or a tenth where that is less.
 * @param baseline  whether answers to one cell are a group, or only those to one task (as in GRPO, arXiv:2402.03300)
 */
export function groupAdvantages(
  trials: readonly Trial[],
  outcomes: readonly TrialOutcome[],
  baseline: 'cell' | 'task' = 'cell',
): number[] {
  const groups = new Map<string, { sum: number; n: number }>();
  const groupOf = (i: number): string => {
    const { family, depth, id } = trials[i]!.task;
    return baseline === 'task' ? `${family}/${depth}/${id}` : `${family}/${depth}`;
  };
  outcomes.forEach(({ reward }, i) => {
    const { sum, n } = groups.get(groupOf(i)) ?? { sum: 0, n: 0 };
    groups.set(groupOf(i), { sum: sum + reward, n: n + 1 });
  });
  const differences = outcomes.map(({ reward }, i) => {
    const { sum, n } = groups.get(groupOf(i))!;
    return reward - sum / n;
  });
  const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
  return differences.map((difference) => difference / Math.max(deviation, LEAST_DEVIATION));
}

/** A row whose loss is `weight` times the answer's cross-entropy, summed over its tokens. */
function answerRow(
  { adapter }: Learner,
  prompt: readonly number[],
  answer: readonly number[],
  weight: number,
): TrainingRow {
  const weights = new Float32Array(prompt.length + answer.length).fill(weight, prompt.length);
  return { tokens: [...prompt, ...answer], weights, adapter };
}

/** Steps down the sum of the rows' gradients. */
async function descend(
  learner: Learner,
  rows: readonly TrainingRow[],
  { gradients }: Means,
  settings: Descent,
  stats: UpdateStats,
): Promise<Update> {
  if (!gradients) throw new RangeError('this rule needs gradients');
  // Rows of like length share a pass, so that little of it is padding.
  const ordered = [...rows].sort((a, b) => a.tokens.length - b.tokens.length);
  const trained = rows.map(({ tokens, weights }) => ({ tokens: tokens.length, lossTokens: countWeights(weights) }));
  if (rows.length === 0)
    return { ...guarded(learner, new Float32Array(learner.adapter.weights.length), {}), trained, stats };
  const { loss, gradient: total } = await gradients(ordered, settings.passRows);
  const { change, moments, norm } = adamW(learner.adapter.weights, total, learner.memory.moments, settings);
  const told = { ...stats, loss, gradientNorm: norm };
  const good = Number.isFinite(loss) && total.every(Number.isFinite);
  return { ...(good ? guarded(learner, change, { moments }) : droppedUpdate(learner)), trained, stats: told };
}

function countWeights(weights: ArrayLike<number>): number {
  let count = 0;
  for (let i = 1; i < weights.length; i++) if (weights[i] !== 0) count++;
  return count;
}
