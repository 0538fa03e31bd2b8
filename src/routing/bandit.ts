/**
 * A contextual bandit: it learns from rewards which adapter answers which kind of prompt. Thompson sampling with linear
 * payoffs (Agrawal and Goyal 2013, arXiv:1209.3352): every adapter has its own Bayesian linear regression of the reward on
 * the context; the one whose sampled expectation is highest answers. What is uncertain is so tried as often as it may be
 * right, and never by a schedule.
 *
 * As each adapter has its own regression, only the expectation at this one context has to be sampled, a single normal
 * number, which has the same distribution as the paper's sample of all coefficients. Adapters are told apart by their
 * weights' hash, draws are keyed by it, and so neither their order nor their company changes a draw.
 *
 * Pure: the state is data that can be stored.
 */
import { z } from 'zod';
import { choleskyFactor, solveLower, triangleLength } from '../core/cholesky.ts';
import { random, type KeyPart } from '../base/random.ts';
import { best, byWeights, type Arm } from './arm.ts';

/** The prior: coefficients are normal around 0, with this precision in units of the noise's. */
const PRIOR_PRECISION = 1;
/**
 * The standard deviation of a reward around its expectation. Of rewards within [0, 1] none has more than 0.5; acting as if
 * it were half of that solves most in the simulation of tests/routing/embeddings.test.ts, where more explores too long and
 * less settles too soon.
 */
export const NOISE = 0.25;

const armSchema = z.strictObject({
  /** PRIOR_PRECISION · I + Σ context contextᵀ, its lower triangle row by row */
  precision: z.array(z.number()),
  /** Σ reward · context */
  b: z.array(z.number()),
  /** rewards behind it */
  n: z.int().min(1),
});

export const banditStateSchema = z
  .strictObject({
    /** numbers in a context */
    dimension: z.int().min(1),
    /** by content hash of the weights */
    arms: z.record(z.string(), armSchema),
  })
  .refine(
    ({ dimension, arms }) =>
      Object.values(arms).every(
        ({ precision, b }) => precision.length === triangleLength(dimension) && b.length === dimension,
      ),
    'every arm must have the sizes of the dimension',
  );
export type BanditState = z.infer<typeof banditStateSchema>;

/** A bandit that knows nothing. @param dimension  numbers in a context */
export function emptyBandit(dimension: number): BanditState {
  if (!Number.isInteger(dimension) || dimension < 1) throw new RangeError(`a dimension of ${dimension}`);
  return { dimension, arms: {} };
}

/**
 * The arm that should answer; null without arms. Adapters without rewards are judged by the prior. Of an adapter's arms
 * the best is returned; ties between adapters go by their best arms' quality, episodes and age.
 * @param key  of the draws, different for every choice; null to choose by the expectation itself, as evaluation does
 */
export function chooseArm<A extends Arm>(
  state: BanditState,
  arms: readonly A[],
  context: readonly number[],
  key: readonly KeyPart[] | null,
): A | null {
  const scored = [...byWeights(arms)].map(([weights, entries]) => {
    const { mean, variance } = expectationOf(state, weights, context);
    const noise = key === null ? 0 : Math.sqrt(variance) * random(...key, 'thompson', weights).normal();
    return { score: mean + noise, arm: best(entries)! };
  });
  const highest = scored.reduce((most, { score }) => Math.max(most, score), -Infinity);
  return best(scored.filter(({ score }) => score === highest).map(({ arm }) => arm));
}

/**
 * Posterior mean and variance of an adapter's expected reward at a context. With LLᵀ the precision, z = L⁻¹context and
 * y = L⁻¹b, they are z·y and NOISE²·z·z. Throws RangeError for a context of another size, or with numbers that are none.
 */
export function expectationOf(
  state: BanditState,
  weights: string,
  context: readonly number[],
): { mean: number; variance: number } {
  checkContext(state, context);
  const { precision, b } = state.arms[weights] ?? prior(state.dimension);
  const factor = choleskyFactor(precision, state.dimension);
  const z = solveLower(factor, context);
  return { mean: dot(z, solveLower(factor, b)), variance: NOISE * NOISE * dot(z, z) };
}

/** The state after one reward. Throws RangeError for a context of another size and for numbers that are none. */
export function withReward(
  state: BanditState,
  { weights }: { weights: string },
  context: readonly number[],
  reward: number,
): BanditState {
  checkContext(state, context);
  if (!Number.isFinite(reward)) throw new RangeError(`a reward of ${reward}`);
  const { precision, b, n } = state.arms[weights] ?? prior(state.dimension);
  const outer = context.flatMap((x, i) => context.slice(0, i + 1).map((y) => x * y));
  const learnt = {
    precision: precision.map((value, i) => value + outer[i]!),
    b: b.map((value, i) => value + reward * context[i]!),
    n: n + 1,
  };
  return { ...state, arms: { ...state.arms, [weights]: learnt } };
}

/** The state without adapters that no arm holds any more. */
export function pruned(state: BanditState, arms: readonly { weights: string }[]): BanditState {
  const living = new Set(arms.map(({ weights }) => weights));
  const kept = Object.entries(state.arms).filter(([weights]) => living.has(weights));
  return { ...state, arms: Object.fromEntries(kept) };
}

function prior(dimension: number): BanditState['arms'][string] {
  const precision = new Array<number>(triangleLength(dimension)).fill(0);
  for (let i = 0; i < dimension; i++) precision[triangleLength(i + 1) - 1] = PRIOR_PRECISION;
  return { precision, b: new Array<number>(dimension).fill(0), n: 0 };
}

function checkContext({ dimension }: BanditState, context: readonly number[]): void {
  if (context.length !== dimension) throw new RangeError(`a context of ${context.length} numbers, not ${dimension}`);
  if (!context.every(Number.isFinite)) throw new RangeError('a context with numbers that are none');
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
