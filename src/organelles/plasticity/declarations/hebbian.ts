/** Exploratory Hebb, three factors: reward × exploratory offset × what the adapter read. */
import { z } from 'zod';
import { fade, share, type RuleDeclaration } from './declaration.ts';

export const settings = z.strictObject({
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

export const declaration: RuleDeclaration = {
  label: 'Exploratory Hebb',
  needs: 'taps',
  seedling: 'normal-b',
  inWorld: ({ trials, rate }) => ({
    pairs: Math.max(1, Math.floor(trials / 2)),
    rate: rate * settings.parse({}).rate,
  }),
};
