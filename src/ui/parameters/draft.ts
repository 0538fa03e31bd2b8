/** What is being typed into a field: it is offered when the field is left or Enter is pressed, and dropped on Escape. */
import { useState, type KeyboardEvent } from 'react';

interface DraftOptions {
  /** Takes what was typed; false keeps it in the field, for the hand to mend. */
  offer: (typed: string) => boolean;
  /** What else dropping it takes, such as the problem that was said of it. */
  onDrop?: () => void;
}

/** The text typed so far, null when nothing is, and what a field needs to type it. */
export function useDraft({ offer, onDrop }: DraftOptions) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft !== null && offer(draft)) setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') {
      setDraft(null);
      onDrop?.();
    }
  };
  return { draft, setDraft, onBlur: commit, onKeyDown };
}
