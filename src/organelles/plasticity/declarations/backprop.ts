/** Policy gradient on the organelle's own sampled answers. */
import { z } from 'zod';
import { adamWSettings, type RuleDeclaration } from './declaration.ts';

export const settings = z.strictObject({
  ...adamWSettings,
  learningRate: adamWSettings.learningRate.default(3e-3),
  answers: z.number().int().min(2).max(1024).default(32),
  temperature: z.number().gt(0).max(3).default(1),
  /** factor on the normalised advantages; the optimiser sees it only where gradients are clipped */
  weight: z.number().gt(0).max(10).default(0.3),
  /** what an answer is held against: the mean of the answers to its cell, or of those to the very same task */
  baseline: z.enum(['cell', 'task']).default('cell'),
});

export const declaration: RuleDeclaration = {
  label: 'Policy gradient',
  needs: 'gradients',
  seedling: 'uniform-a',
  inWorld: ({ trials, rate }) => ({ answers: trials, learningRate: rate * settings.parse({}).learningRate }),
};
