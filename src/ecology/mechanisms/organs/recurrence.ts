/** Recurrence: an organelle answers twice. Worth, an episode: solved (0 or 1) by the second answer less solved by the first. */
import { choice } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  recurrence: choice(['off', 'on'], 'off', {
    title: 'Recurrence',
    unit: '',
    help: 'An organelle sees its first answer and answers again; the second answer counts, both are paid for.',
    labels: { off: 'Off', on: 'On' },
  }),
};

export const declaration = mechanism({
  title: 'Recurrence',
  fires: 'An organelle sees its first answer and answers again.',
  worth: {
    means: 'How many more tasks the second answer solves than the first, in points.',
    unit: 'points',
  },
  path: 'organs.recurrence',
  reads: ['episode'],
  firings: (told) =>
    told
      .of('episode')
      .flatMap(({ solved, draft, team }) =>
        draft && !team ? [{ worth: [Number(solved) - Number(draft.solved)] }] : [],
      ),
});
