/** Customs: what is wanted of a cell changes without a cue, and comes back. Of a single change no worth can be said. */
import { number } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  customsPeriod: number(0, 1000, 0, {
    title: 'Customs change every',
    unit: 'TFLOP',
    help: 'How much computation passes between two changes of the form of answer that a cell wants: ascending or descending, snake case or kebab case. The prompts stay the same, and old forms come back. Each cell changes at times of its own. 0 leaves them as they are.',
    step: 0.1,
  }),
};

export const declaration = mechanism({
  title: 'Customs',
  fires: 'A cell wants another form of answer for the same prompts.',
  worth: null,
  path: 'organs.customsPeriod',
  reads: ['custom-changed'],
  firings: (told) => told.of('custom-changed').map(() => ({})),
});
