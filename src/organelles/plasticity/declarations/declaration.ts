/**
 * What a plasticity rule declares, in one file of its own: its settings with bounds, its label, and what it needs of the
 * host. It is light, so that config, panel and command line can read it; the rule itself stands beside, in rules.ts's list.
 */
import { z } from 'zod';

export interface RuleDeclaration {
  /** What it is called in a choice. */
  label: string;
  /** What it needs of the host beyond decoding: reading what its adapters read, or training passes. */
  needs: 'nothing' | 'taps' | 'gradients';
  /** How the adapter that it likes to start from is filled; the other matrix is zero. seedling.ts says with what. */
  seedling: 'uniform-a' | 'normal-a' | 'normal-b';
  /**
   * Its settings in a world, which turns two dials only.
   * @param dials  trials: rows of one update; rate: times the rule's own rate
   */
  inWorld(dials: { trials: number; rate: number }): Record<string, number>;
}

export const share = z.number().min(0).max(1);
export const fade = z.number().gt(0).max(1);

/** What rules that descend a gradient have in common. */
export const adamWSettings = {
  learningRate: z.number().gt(0).max(0.1),
  /** decay of the first and second moments */
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  weightDecay: share.default(0),
  /** the longest gradient, in its Euclidean norm */
  clip: z.number().gt(0).default(1),
  /** rows of one pass of the training graph; bounds its memory */
  passRows: z.number().int().min(1).max(256).default(16),
};
