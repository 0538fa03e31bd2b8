/** Evolution strategies: antithetic perturbations of the weights, each pair of rows on its own task. */
import { z } from 'zod';
import { fade, type RuleDeclaration } from './declaration.ts';

export const settings = z.strictObject({
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

export const declaration: RuleDeclaration = {
  label: 'Evolution strategies',
  needs: 'nothing',
  seedling: 'normal-a',
  inWorld: ({ trials, rate }) => ({
    pairs: Math.max(1, Math.floor(trials / 2)),
    rate: rate * settings.parse({}).rate,
  }),
};
