/** Parameters of what only some worlds have: the evolution of the ecology itself, and the optional organs. */
import { organParameters } from '../mechanisms/organs.ts';
import { group, number, whole } from './parameter-kinds.ts';

export const metaGroup = group('Meta-evolution', {
  window: whole(0, 10_000, 0, {
    title: 'Window',
    unit: 'generations',
    help: 'Challenging parameters and the present ones take turns of this many generations. 0 leaves the ecology as it is.',
  }),
  turns: whole(1, 20, 3, {
    title: 'Turns',
    unit: 'each',
    help: 'How many windows each of the two has before it is decided.',
  }),
  step: number(0.01, 1, 0.2, {
    title: 'Step',
    unit: '',
    help: 'Standard deviation of the logarithm of a challenger’s change.',
    step: 0.05,
  }),
  tasks: whole(8, 512, 48, {
    title: 'Select tasks',
    unit: 'a window',
    help: 'The population is judged at each window’s end by this many select tasks, solved per unit of energy that those answers cost.',
    step: 8,
  }),
});

/** Every organ declares its own: src/ecology/mechanisms/organs. */
export const organsGroup = group('Optional organs', organParameters);
