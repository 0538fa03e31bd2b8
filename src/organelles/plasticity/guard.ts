/**
 * The last step of every rule: a change is written only when it and the weights it leads to are finite numbers. A bad one
 * is dropped and counted, and the organelle goes on as it was.
 */
import type { Adapter } from '../../host/index.ts';
import type { Memory } from './memory.ts';
import type { Learner, TrialOutcome, UpdateStats } from './rule.ts';

/** The adapter moved by a change, or as it was. @param remember  what else the memory keeps when the change is good */
export function guarded(
  { adapter, memory }: Pick<Learner, 'adapter' | 'memory'>,
  change: ArrayLike<number>,
  remember: Partial<Memory>,
): { adapter: Adapter; memory: Memory; dropped: 0 | 1 } {
  const updates = memory.updates + 1;
  const weights = adapter.weights.map((weight, i) => weight + change[i]!);
  if (!weights.every(Number.isFinite))
    return { adapter, memory: { ...memory, updates, dropped: memory.dropped + 1 }, dropped: 1 };
  return { adapter: { ...adapter, weights }, memory: { ...memory, ...remember, updates }, dropped: 0 };
}

/** An update that was dropped before there was a change. */
export function droppedUpdate({ adapter, memory }: Pick<Learner, 'adapter' | 'memory'>): ReturnType<typeof guarded> {
  return { adapter, memory: { ...memory, updates: memory.updates + 1, dropped: memory.dropped + 1 }, dropped: 1 };
}

export function euclideanNorm(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! ** 2;
  return Math.sqrt(squares);
}

/** ‖after − before‖ */
export function changeNorm(before: Float32Array, after: Float32Array): number {
  return euclideanNorm(before.map((value, i) => after[i]! - value));
}

export function trialStats(outcomes: readonly TrialOutcome[]): UpdateStats {
  const n = outcomes.length;
  if (n === 0) return {};
  return {
    meanReward: outcomes.reduce((sum, { reward }) => sum + reward, 0) / n,
    solvedShare: outcomes.filter(({ solved }) => solved).length / n,
  };
}

/** Share of pairs of neighbours with different rewards. */
export function differingShare(outcomes: readonly TrialOutcome[]): number {
  const pairs = outcomes.length / 2;
  let differing = 0;
  for (let i = 0; i < pairs; i++) if (outcomes[2 * i]!.reward !== outcomes[2 * i + 1]!.reward) differing++;
  return pairs === 0 ? 0 : differing / pairs;
}
