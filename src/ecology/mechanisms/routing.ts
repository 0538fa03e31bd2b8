/**
 * Who answers for the portfolio. `routing`, a measurement: solved by the elites that the router chose less solved by the best
 * single elite, per test task. `bandit`, a task that it had answered: solved (0 or 1) by the elite that it chose.
 */
import { mechanism } from './declaration.ts';

export const routing = mechanism({
  title: 'Routing',
  fires: 'A measurement asks the elites that the router chooses, each for its own tasks.',
  worth: { means: 'How many more test tasks they solve than the best single elite, in points.', unit: 'points' },
  path: 'measure.router',
  isOn: (value) => value !== 'single',
  reads: ['measured'],
  firings: (told) => told.of('measured').map(({ portfolio, elite }) => ({ worth: [portfolio.mean - elite.mean] })),
});

export const banditRouting = mechanism({
  title: 'Bandit router',
  fires: 'The bandit lets elites answer select tasks of the open cells, and learns from what they solve.',
  worth: {
    means: 'Select tasks solved by the elites that it chose, in points. Compare with the portfolio, not with zero.',
    unit: 'points',
  },
  path: 'measure.router',
  isOn: (value) => value === 'bandit',
  reads: ['routed'],
  firings: (told) =>
    told.of('routed').map(({ n, solved }) => ({
      worth: Array.from({ length: n }, (_, i) => (i < solved ? 1 : 0)),
    })),
});
