/**
 * Memory: an organelle is shown its own last solved tasks. Worth, an episode with examples: solved (0 or 1) less the cell's
 * running success at that time. That success has answers with examples in it too, so a lasting gain is understated.
 */
import { whole } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  memory: whole(0, 4, 0, {
    title: 'Memory',
    unit: 'examples',
    help: 'How many of its own solved tasks of the cell an organelle is shown before it answers. What does not fit into the host’s context is left out.',
  }),
};

export const declaration = mechanism({
  title: 'Memory',
  fires: 'An organelle answers after it has seen tasks that it solved before.',
  worth: {
    means: 'How many more tasks are solved with examples than the cell’s running success, in points.',
    unit: 'points',
  },
  path: 'organs.memory',
  reads: ['episode'],
  firings: (told) =>
    told
      .of('episode')
      .flatMap(({ solved, examples }) => (examples ? [{ worth: [Number(solved) - examples.expected] }] : [])),
});
