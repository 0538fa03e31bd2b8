/** Gold answers, for the control. */
import { z } from 'zod';
import { adamWSettings, type RuleDeclaration } from './declaration.ts';

export const settings = z.strictObject({
  ...adamWSettings,
  learningRate: adamWSettings.learningRate.default(4e-3),
  answers: z.number().int().min(1).max(1024).default(32),
});

export const declaration: RuleDeclaration = {
  label: 'Gold answers (control)',
  needs: 'gradients',
  seedling: 'uniform-a',
  inWorld: ({ trials, rate }) => ({ answers: trials, learningRate: rate * settings.parse({}).learningRate }),
};
