/** Three short notes on the very first visit: the pond or the niche map, a parameter, the timeline. They never come back. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePageState } from '../state/context.ts';
import { isBoolean, readPreference, keepPreference } from '../state/preferences.ts';

const NOTES = [
  {
    target: '[data-note=niche]',
    text: 'Every body is an adapter on one frozen language model. It eats where it solves tasks, and dies when it can pay no more. Point at one.',
    /** Where survival is by niche. */
    heldText:
      'Every body is an adapter on one frozen language model, every patch a kind of task that one of them holds. When a patch wants another answer, nobody is told: its holder starves, others are heard, and the best takes it.',
  },
  {
    target: '[data-path="energy.ticket"]',
    text: 'Turn a dial while the world runs. It takes hold at the next generation and marks the charts.',
  },
  {
    target: '[data-note=timeline]',
    text: 'Every generation is kept. Drag back to see any of them through the same panels.',
  },
] as const;

export function FirstVisit() {
  const hasWorld = usePageState((state) => (state.live?.generation ?? 0) > 0);
  const isHeld = usePageState((state) => (state.live?.niches.size ?? 0) > 0);
  const isBusy = usePageState((state) => state.dialog !== null);
  const [at, setAt] = useState(() => (readPreference('welcomed', false, isBoolean) ? NOTES.length : 0));
  const note = NOTES[at];
  if (!note || !hasWorld || isBusy) return null;
  const go = (next: number) => {
    setAt(next);
    if (next >= NOTES.length) keepPreference('welcomed', true);
  };
  return (
    <Note
      key={at}
      target={note.target}
      text={isHeld && 'heldText' in note ? note.heldText : note.text}
      position={`${at + 1} of ${NOTES.length}`}
      isLast={at === NOTES.length - 1}
      onNext={() => go(at + 1)}
      onSkip={() => go(NOTES.length)}
    />
  );
}

interface NoteProps {
  target: string;
  text: string;
  position: string;
  isLast: boolean;
  onNext: () => void;
  onSkip: () => void;
}

const GAP = 10;

function Note({ target, text, position, isLast, onNext, onSkip }: NoteProps) {
  const element = useRef<HTMLElement>(null);
  const [, setSize] = useState(0);
  useEffect(() => {
    const resized = () => setSize(innerWidth * 10_000 + innerHeight);
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  useLayoutEffect(() => {
    const note = element.current;
    const pointed = document.querySelector(target);
    if (!note || !pointed) return;
    const place = pointed.getBoundingClientRect();
    const { width, height } = note.getBoundingClientRect();
    const isTall = place.height > innerHeight / 4;
    const left = isTall ? place.left + place.width / 2 - width / 2 : Math.min(place.right + GAP, place.left + 24);
    const above = place.top - height - GAP;
    const below = isTall ? place.top + 44 : place.bottom + GAP;
    const top = below + height > innerHeight - 8 ? above : below;
    note.style.translate = `${Math.round(Math.min(Math.max(8, left), innerWidth - width - 8))}px ${Math.round(Math.max(56, top))}px`;
    note.dataset.side = top === above ? 'above' : 'below';
  });
  return (
    <aside ref={element} className="first-note" aria-label={`First visit, note ${position}`} role="note">
      <p>{text}</p>
      <footer>
        <span className="muted">{position}</span>
        <span className="spacer" />
        {!isLast && (
          <button type="button" className="quiet" onClick={onSkip}>
            Skip
          </button>
        )}
        <button type="button" className="primary" onClick={onNext}>
          {isLast ? 'Done' : 'Next'}
        </button>
      </footer>
    </aside>
  );
}
