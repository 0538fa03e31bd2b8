/** Catastrophe: what the population knows of its world stops being true. Of a single one no worth can be said. */
import { whole } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  catastropheEvery: whole(0, 10_000, 0, {
    title: 'Catastrophe every',
    unit: 'generations',
    help: 'How often the running successes, and so the prices, are reshuffled among the open cells, and every open cell gives way to another depth of its family. 0 never.',
  }),
};

export const declaration = mechanism({
  title: 'Catastrophe',
  fires: 'Prices and difficulties are reshuffled among the open cells.',
  worth: null,
  path: 'organs.catastropheEvery',
  reads: ['catastrophe'],
  firings: (told) => told.of('catastrophe').map(() => ({})),
});
