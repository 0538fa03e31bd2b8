/** A person's thumbs on answers that wait for the next generation: each is checked when it is given. */
import { LabError } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { hasThumb, type Thumb } from '../../ecology/organs/feedback.ts';
import type { World } from '../../ecology/world/world.ts';

/** The thumb on the answer of that number on a journal page. Throws LabError `answer-unknown`. */
export function thumbOn(page: GenerationRecord | undefined, index: number, thumb: 'up' | 'down'): Thumb {
  for (const event of page?.events ?? []) {
    if (event.type !== 'episode' || event.index !== index) continue;
    return { generation: page!.generation, index, thumb, organelle: event.organelle, cell: event.cell };
  }
  throw new LabError('answer-unknown', 'There is no such answer in this run.', 'Choose an answer from the list.');
}

/** Throws LabError `feedback-off`, `answer-orphaned` or `thumb-given`, when the thumb cannot be. */
export function checkThumb(world: World, waiting: readonly Thumb[], thumb: Thumb): void {
  if (world.config.organs.feedbackEnergy === 0) {
    throw new LabError(
      'feedback-off',
      'Thumbs are worth nothing in this world.',
      'Raise Feedback among the optional organs first.',
    );
  }
  if (!world.organelles.some(({ id }) => id === thumb.organelle)) {
    throw new LabError(
      'answer-orphaned',
      'The organelle that gave this answer lives no more, so nothing would come of it.',
      'Choose an answer of a living one.',
    );
  }
  const isSame = (other: Thumb) => other.generation === thumb.generation && other.index === thumb.index;
  if (waiting.some(isSame) || hasThumb(world, thumb))
    throw new LabError('thumb-given', 'This answer has its thumb already.', 'Choose another answer.');
}
