/** Parameters that are words: the platform's own list of them, so that keyboard, touch and screen reader work as everywhere. */
import type { PanelParameter } from '../words/catalogue.ts';

interface ChoiceControlProps {
  id?: string;
  parameter: PanelParameter;
  value: unknown;
  locked?: boolean;
  /** Why the newest choice cannot be is said by the element of this id. */
  problemId?: string;
  offer: (candidate: unknown) => void;
}

export function ChoiceControl({ id, parameter, value, locked = false, problemId, offer }: ChoiceControlProps) {
  return (
    <select
      id={id}
      className="parameter-choice-field"
      value={String(value)}
      disabled={locked}
      aria-label={parameter.title}
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
      onChange={(event) => offer(event.target.value)}
    >
      {parameter.options.map(({ word, label }) => (
        <option key={word} value={word}>
          {label}
        </option>
      ))}
    </select>
  );
}
