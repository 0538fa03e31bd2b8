/**
 * What a local rule is. It asks for trials, rows to be decoded beside everybody else's, and is told how they went; what
 * it answers is new weights. So the rows of a whole population share one batch, and no rule knows how decoding works.
 */
import type { Random } from '../../base/random.ts';
import type { Adapter, RowGradient, Site, TapReading, TrainingRow } from '../../host/index.ts';
import type { Task } from '../../tasks/task.ts';
import type { Memory } from './memory.ts';

/** What a rule draws for: the perturbations of a pair of trials. */
export type LearningPurpose = 'hebbian' | 'evolution';

/** The organelle that learns, as a rule sees it. */
export interface Learner {
  sites: readonly Site[];
  /** never changed in place */
  adapter: Adapter;
  memory: Memory;
  /** keyed randomness: the same purpose, update and number within it give the same stream */
  random(purpose: LearningPurpose, update: number, index: number): Random;
}

/** One row that a rule wants decoded. */
export interface Trial {
  task: Task;
  adapter: Adapter;
  /** 0: greedy */
  temperature: number;
  /** ξ [sites · rank]; the row must be decoded with taps */
  offset: Float32Array | null;
  /** the row must be decoded with taps, with an offset or without one */
  tapped: boolean;
}

/** How a trial went. */
export interface TrialOutcome {
  prompt: readonly number[];
  /** the new tokens, with the end token when there is one */
  tokens: readonly number[];
  solved: boolean;
  /** what the trial was worth: in a world revenue − cost, in energy */
  reward: number;
  /** of a tapped row */
  reading: TapReading | null;
}

/** What rules need besides decoding; each may be left out where no rule asks for it. */
export interface Means {
  /** loss and gradient summed over rows of one adapter, `passRows` of them a pass, for `backprop` and `supervised` */
  gradients?: (rows: readonly TrainingRow[], passRows: number) => Promise<RowGradient>;
  /** the tokens of the shortest right answer with the end token, for `supervised` */
  goldTokens?: (task: Task) => number[];
  /** the tokens of a task's prompt, for `supervised` */
  promptTokens?: (task: Task) => number[];
}

/** What an update did, for curves and for doubt. Not every rule has every figure. */
export interface UpdateStats {
  /** mean of the trials' rewards, and share of them solved */
  meanReward?: number;
  solvedShare?: number;
  /** share of pairs whose rewards differ: without any, nothing can be learnt */
  differingShare?: number;
  /** mean loss per answer token before the update */
  loss?: number;
  /** Euclidean norms of the gradient before clipping, and of the change of the weights */
  gradientNorm?: number;
  changeNorm?: number;
}

export interface Update {
  adapter: Adapter;
  memory: Memory;
  /** 1 when the update was dropped because a number in it was none; then the adapter is as it was */
  dropped: 0 | 1;
  /** rows that went through the training graph: tokens of each, and tokens of it that the loss read */
  trained: readonly { tokens: number; lossTokens: number }[];
  stats: UpdateStats;
}

export interface PlasticityRule {
  /** how many tasks an update wants */
  taskCount: number;
  /** of tapped trials: how a token counts in a pool against the one after it, above 0 and at most 1 */
  tokenDecay: number;
  /** the rows it wants decoded; may be empty */
  ask(learner: Learner, tasks: readonly Task[]): Trial[];
  /** outcomes in the order of the trials */
  tell(
    learner: Learner,
    trials: readonly Trial[],
    outcomes: readonly TrialOutcome[],
    means: Means,
    tasks: readonly Task[],
  ): Promise<Update>;
}
