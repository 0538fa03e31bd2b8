/** Canaries: regression tasks of mastered cells. Worth, a cell asked again: the share solved less the share at its mastery. */
import { whole } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  canariesEvery: whole(0, 10_000, 0, {
    title: 'Canaries every',
    unit: 'generations',
    help: 'How often the elites of mastered cells are asked again on select tasks, to see whether the portfolio still can what it could. 0 never.',
  }),
  canaryTasks: whole(4, 64, 12, {
    title: 'Canary tasks',
    unit: 'tasks',
    help: 'How many tasks each mastered cell is asked.',
  }),
};

export const declaration = mechanism({
  title: 'Canaries',
  fires: 'The elite of a mastered cell is asked again on select tasks.',
  worth: {
    means: 'Select tasks solved now, less what was solved when the cell was mastered, in points.',
    unit: 'points',
  },
  path: 'organs.canariesEvery',
  reads: ['canary'],
  firings: (told) =>
    told.of('canary').map(({ n, solved, reached }) => ({
      worth: n > 0 && reached.n > 0 ? [solved / n - reached.solved / reached.n] : [],
    })),
});
