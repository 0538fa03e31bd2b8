/** Feedback: a person's thumb on an answer becomes reward. Worth, a thumb: 1 for up, −1 for down. */
import { number } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
  feedbackEnergy: number(0, 100, 0, {
    title: 'Feedback',
    unit: 'E',
    help: 'What a person’s thumb on an answer is worth: up pays the organelle, down takes from it. 0 hides the thumbs.',
    step: 0.5,
  }),
};

export const declaration = mechanism({
  title: 'Feedback',
  fires: 'A person’s thumb on an answer pays an organelle or takes from it.',
  worth: { means: 'Thumbs up less thumbs down, a thumb, in points.', unit: 'points' },
  path: 'organs.feedbackEnergy',
  reads: ['feedback'],
  firings: (told) => told.of('feedback').map(({ thumb }) => ({ worth: [thumb === 'up' ? 1 : -1] })),
});
