/** Parameters that are a short text, typed; it is offered when the field is left or Enter is pressed. */
import type { PanelParameter } from '../words/catalogue.ts';
import { useDraft } from './draft.ts';

interface TextControlProps {
  id: string;
  parameter: PanelParameter;
  value: string;
  locked: boolean;
  /** Why the newest text cannot be is said by the element of this id. */
  problemId?: string | undefined;
  offer: (candidate: unknown) => boolean;
}

export function TextControl({ id, parameter, value, locked, problemId, offer }: TextControlProps) {
  const { draft, setDraft, ...typing } = useDraft({
    offer: (typed) => offer(typed.trim()),
    onDrop: () => offer(value),
  });
  return (
    <input
      id={id}
      className="parameter-list"
      type="text"
      value={draft ?? value}
      placeholder="none"
      disabled={locked}
      aria-label={parameter.title}
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
      onChange={(event) => setDraft(event.target.value)}
      {...typing}
    />
  );
}
