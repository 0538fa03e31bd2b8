/** Learning within a life. Worth, probe by probe: solved after the update less solved before it. */
import { mechanism } from './declaration.ts';

export const learning = mechanism({
  title: 'Learning',
  fires: 'An organelle’s weights are updated by its learning rule.',
  worth: {
    means:
      'How many more of the same train tasks are solved after an update than before it, in points of a hundred. Probes are few: read the interval.',
    unit: 'points',
  },
  path: 'learning.rule',
  reads: ['learned'],
  firings: (told) =>
    told.of('learned').map(({ probes }) => ({
      worth: probes.map(({ solvedBefore, solvedAfter }) => Number(solvedAfter) - Number(solvedBefore)),
    })),
});
