/** No plasticity, for controls. */
import { z } from 'zod';
import type { RuleDeclaration } from './declaration.ts';

export const settings = z.strictObject({});

export const declaration: RuleDeclaration = {
  label: 'None',
  needs: 'nothing',
  seedling: 'uniform-a',
  inWorld: () => ({}),
};
