/**
 * A person's word on an answer, worth energy to the organelle that gave it. It can be given once, while the organelle lives,
 * and takes hold at the next generation; the past shows what was given, and takes nothing.
 */
import type { AnswerView } from '../../record/fold/view.ts';
import { usePage, usePageState } from '../state/context.ts';
import { quantity } from '../words/format.ts';
import { Icon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { thumbStateOf, type ThumbState } from './thumb-state.ts';

type Thumb = 'up' | 'down';

export function Thumbs({ answer }: { answer: AnswerView }) {
  const page = usePage();
  const thumbState = usePageState((state) => thumbStateOf(answer, state));
  const worthEnergy = usePageState((state) => state.live?.config.organs.feedbackEnergy ?? 0);
  if (thumbState === 'none') return null;
  if (thumbState !== 'open') return <Given thumbState={thumbState} />;
  const { generation, index } = answer;
  const give = (thumb: Thumb) => void page.attempt(() => page.lab.feedback(generation, index, thumb));
  return (
    <span className="thumbs" role="group" aria-label="Your thumb on this answer">
      <button
        type="button"
        className="quiet"
        aria-label="Thumb up"
        onClick={() => give('up')}
        {...tip(`Thumb up: pays the organelle ${quantity(worthEnergy)} E, once, from the next generation.`)}
      >
        <Icon name="thumbUp" size={14} />
      </button>
      <button
        type="button"
        className="quiet"
        aria-label="Thumb down"
        onClick={() => give('down')}
        {...tip(`Thumb down: takes ${quantity(worthEnergy)} E from the organelle, once, from the next generation.`)}
      >
        <Icon name="thumbDown" size={14} />
      </button>
    </span>
  );
}

function Given({ thumbState }: { thumbState: Exclude<ThumbState, 'none' | 'open'> }) {
  const thumb = thumbState.endsWith('up') ? 'up' : 'down';
  const isWaiting = thumbState.startsWith('waiting');
  const words = isWaiting ? 'Your thumb takes hold at the next generation.' : 'Your thumb on this answer took hold.';
  return (
    <span className="thumbs" data-given tabIndex={0} {...tip(words)}>
      <Icon name={thumb === 'up' ? 'thumbUp' : 'thumbDown'} size={14} />
      {isWaiting ? `${thumb}, waits` : thumb}
    </span>
  );
}
