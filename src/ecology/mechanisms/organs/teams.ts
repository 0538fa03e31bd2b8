/** Teams: attempts made by two. Worth, an episode: solved (0 or 1) by the answer that counts less solved by the first answer. */
import { number } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  teams: number(0, 1, 0, {
    title: 'Teams',
    unit: '',
    help: 'The share of attempts made by two: the elite of the cell answers first, the organelle sees that answer and may revise it. Both are paid out of the one revenue, half each while the elite’s organelle lives. Such an answer makes nobody an elite.',
    step: 0.05,
  }),
};

export const declaration = mechanism({
  title: 'Teams',
  fires: 'An organelle answers after it has seen the answer of the cell’s elite.',
  worth: {
    means: 'How many more tasks the second answer solves than the first, in points.',
    unit: 'points',
  },
  path: 'organs.teams',
  reads: ['episode'],
  firings: (told) =>
    told
      .of('episode')
      .flatMap(({ solved, draft, team }) =>
        draft && team ? [{ worth: [Number(solved) - Number(draft.solved)] }] : [],
      ),
});
