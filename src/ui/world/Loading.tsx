/** In the middle of the page until there is a world: what the lab is doing right now, step by step. */
import { usePage, usePageState } from '../state/context.ts';
import { Icon } from '../parts/Icon.tsx';
import { loadingSteps } from './loading-steps.ts';

export function Loading() {
  const page = usePage();
  // The steps are new objects each time; their text tells whether anything changed.
  usePageState((state) => JSON.stringify(loadingSteps(state)));
  const steps = loadingSteps(page.store.getState());
  if (!steps) return null;
  return (
    <ol className="loading" aria-label="Getting ready">
      {steps.map(({ title, state }) => (
        <li key={title} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <span className="loading-sign" aria-hidden="true">
            {state === 'done' && <Icon name="check" size={12} />}
          </span>
          {title}
        </li>
      ))}
    </ol>
  );
}
