/** Customs: what is wanted of a cell changes without a cue, and comes back. Of a single change no worth can be said. */
import { number, whole } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  customsPeriod: number(0, 1000, 0, {
    title: 'Customs every',
    unit: 'TFLOP',
    help: 'How much computation passes between two changes of the form of answer that a cell wants: ascending or descending, snake case or kebab case. The prompts stay the same, and old forms come back. Each cell has a period of its own, of 0.8 to 1.25 times this, and begins somewhere in it. 0 leaves them as they are.',
    step: 0.1,
    primary: true,
  }),
  customsCells: whole(0, 64, 0, {
    title: 'Cells with customs',
    unit: 'cells',
    help: 'How many of the cells that are open from the start change what they want, chosen by lot among those that can; the others never do. 0 lets all change that can.',
    live: false,
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
