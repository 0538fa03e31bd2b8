/**
 * The settings of the local rules, with bounds. The defaults are those measured on the micro host (docs/learning.md);
 * what a setting does stands beside it. Anything out of its range is refused before a run begins.
 */
import { z } from 'zod';
import { LabError } from '../../core/errors.ts';

const share = z.number().min(0).max(1);
const fade = z.number().gt(0).max(1);

/** Antithetic perturbations of the weights, each pair of rows on its own task. */
const evolution = z.strictObject({
  /** pairs of rows a generation */
  pairs: z.number().int().min(1).max(1024).default(64),
  /** standard deviation of the noise in A, times 1/√inputs */
  stepA: z.number().gt(0).max(2).default(0.4),
  /** standard deviation of the noise in B */
  stepB: z.number().gt(0).max(1).default(0.1),
  /** how many means of (noise × fitness) the weights move */
  rate: z.number().gt(0).max(10).default(3),
  /** the rate's factor from update to update */
  shrink: fade.default(0.95),
  /** `ranks`: fitness is the centred rank of a row's reward; `differences`: the pair's difference over their deviation */
  shaping: z.enum(['ranks', 'differences']).default('differences'),
});

/** Three factors: reward × exploratory offset × what the adapter read. */
const hebbian = z.strictObject({
  pairs: z.number().int().min(1).max(1024).default(64),
  /** standard deviation of the offset ξ of the bottleneck */
  exploration: z.number().gt(0).max(2).default(0.15),
  rate: z.number().gt(0).max(1).default(0.03),
  shrink: fade.default(0.93),
  /** the pool of what an adapter read: weight of a token against the one after it */
  tokenDecay: fade.default(1),
  /** how much of the eligibility trace is kept from one update to the next */
  traceDecay: z.number().min(0).lt(1).default(0),
  /** share of A that is lost at every update */
  weightDecay: share.default(0),
  /** `pairs`: against the mean of the two rows on a task; `baseline`: against the family's running mean */
  advantage: z.enum(['pairs', 'baseline']).default('pairs'),
  /** `correlation`: the forerunner's rule, activity × activity without exploration, for the ablation */
  trace: z.enum(['exploration', 'correlation']).default('exploration'),
});

const adamW = {
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

/** Policy gradient on the organelle's own sampled answers. */
const backprop = z.strictObject({
  ...adamW,
  learningRate: adamW.learningRate.default(3e-3),
  answers: z.number().int().min(2).max(1024).default(32),
  temperature: z.number().gt(0).max(3).default(1),
  /** factor on the normalised advantages; the optimiser sees it only where gradients are clipped */
  weight: z.number().gt(0).max(10).default(0.3),
});

/** Gold answers. */
const supervised = z.strictObject({
  ...adamW,
  learningRate: adamW.learningRate.default(4e-3),
  answers: z.number().int().min(1).max(1024).default(32),
});

export const RULE_SETTINGS = { none: z.strictObject({}), evolution, hebbian, backprop, supervised };

export type RuleName = keyof typeof RULE_SETTINGS;
export type Settings<Name extends RuleName> = z.output<(typeof RULE_SETTINGS)[Name]>;
export const RULE_NAMES = Object.keys(RULE_SETTINGS) as RuleName[];

/** Settings of a rule with defaults filled in. LabError `learning-settings` names what is out of range. */
export function readSettings<Name extends RuleName>(rule: Name, given: unknown = {}): Settings<Name> {
  const result = RULE_SETTINGS[rule].safeParse(given);
  if (result.success) return result.data as Settings<Name>;
  const issue = result.error.issues[0]!;
  throw new LabError(
    'learning-settings',
    `The learning rule ${rule} cannot take this setting: ${issue.path.join('.') || rule}: ${issue.message}.`,
    'Choose a value within its range.',
  );
}

/**
 * A rule's settings in a world, which turns two dials only: how many answers stand behind an update, and how far it goes.
 * @param trials  rows of one update; pairs are half as many
 * @param rate  times the rule's own rate
 * @throws LabError `learning-settings`
 */
export function worldSettings(rule: RuleName, { trials, rate }: { trials: number; rate: number }): unknown {
  const pairs = Math.max(1, Math.floor(trials / 2));
  switch (rule) {
    case 'none':
      return {};
    case 'evolution':
    case 'hebbian':
      return { pairs, rate: rate * readSettings(rule).rate };
    case 'backprop':
    case 'supervised':
      return { answers: trials, learningRate: rate * readSettings(rule).learningRate };
  }
}
