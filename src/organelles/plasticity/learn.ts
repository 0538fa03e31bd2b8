/**
 * One update of one organelle: ask the rule for trials, decode and grade them, tell it how they went, and count what all of
 * it took. A world that decodes everybody's trials in one batch calls the rule's two halves itself, and `computeOf`.
 */
import type { Adapter, Host, TapDecoder, TrainingCost } from '../../host/index.ts';
import type { Random } from '../../base/random.ts';
import type { Task } from '../../tasks/task.ts';
import { fittingMemory, type Memory } from './memory.ts';
import type {
  Learner,
  LearningPurpose,
  Means,
  TrialOutcome,
  PlasticityRule,
  Trial,
  Update,
  UpdateStats,
} from './rule.ts';
import { attemptTrials, type GradedAnswer } from './trials.ts';

export interface LearnContext {
  rule: PlasticityRule;
  host: Host;
  /** for rules whose trials are tapped */
  tap?: TapDecoder;
  means: Means;
  /** for rules that train; their backward passes are counted by it */
  trainingCost?: TrainingCost;
  adapter: Adapter;
  memory: Memory;
  /** fresh tasks of the train pool; may give fewer than asked */
  drawTasks(count: number): Task[];
  /** what an answer is worth */
  reward: (answer: GradedAnswer) => number;
  /** keyed randomness, of the rule and of the trials */
  random: (purpose: LearningPurpose | 'trial', update: number, index: number) => Random;
  maxNewTokens: number;
  signal?: AbortSignal;
}

export interface Learned {
  adapter: Adapter;
  memory: Memory;
  /** FLOPs by purpose: of the trials, and of the training passes behind them */
  flops: { attempt: number; learn: number };
  /** tokens that passed forward (trials' and training's), and backward */
  forwardTokens: number;
  backwardTokens: number;
  dropped: 0 | 1;
  stats: UpdateStats;
}

/** One update. The adapter given is never changed. Throws the abort reason, or what decoding throws. */
export async function updateOnce(context: LearnContext): Promise<Learned> {
  const { rule, host, means, adapter, random } = context;
  const memory = fittingMemory(context.memory, adapter.weights.length);
  const learner: Learner = { sites: host.sites, adapter, memory, random };
  const tasks = context.drawTasks(rule.taskCount);
  const trials = rule.ask(learner, tasks);
  const { tap, signal, maxNewTokens, reward } = context;
  const outcomes = await attemptTrials(
    { host, tap, signal, maxNewTokens, tokenDecay: rule.tokenDecay },
    trials.map((trial, row) => ({ trial, reward, random: random('trial', memory.updates, row) })),
  );
  const { trained, ...update } = await rule.tell(learner, trials, outcomes, means, tasks);
  return { ...update, ...computeOf(context, trials, outcomes, { trained, adapter }) };
}

/** FLOPs and tokens of an update. */
export function computeOf(
  { host, trainingCost }: Pick<LearnContext, 'host' | 'trainingCost'>,
  trials: readonly Trial[],
  outcomes: readonly TrialOutcome[],
  { trained, adapter }: Pick<Update, 'trained' | 'adapter'>,
): Pick<Learned, 'flops' | 'forwardTokens' | 'backwardTokens'> {
  const flops = { attempt: 0, learn: 0 };
  let forwardTokens = 0;
  outcomes.forEach(({ prompt, tokens }, i) => {
    flops.attempt += host.cost.flops(prompt.length, tokens.length, trials[i]!.adapter.rank);
    forwardTokens += prompt.length + Math.max(0, tokens.length - 1);
  });
  let backwardTokens = 0;
  if (trained.length > 0 && !trainingCost) throw new RangeError('training passes cannot be counted without their cost');
  for (const { tokens, lossTokens } of trained) {
    const { forward, backward } = trainingCost!.flops(tokens, lossTokens, adapter.rank);
    flops.learn += forward + backward;
    forwardTokens += tokens;
    backwardTokens += tokens;
  }
  return { flops, forwardTokens, backwardTokens };
}
