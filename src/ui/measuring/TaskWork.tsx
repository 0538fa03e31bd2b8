/** What is being done with tasks, how far it is, and a way out; what nobody waits for any more is given up. */
import { useEffect } from 'react';
import { usePage, usePageState } from '../state/context.ts';

export function TaskWork({ doing }: { doing: string }) {
  const page = usePage();
  const progress = usePageState((state) => state.status?.activity?.progress ?? 0);
  useEffect(() => () => void page.lab.stopTasks(), [page]);
  return (
    <p className="host-fit-busy tasks-busy">
      <span role="status">{doing}</span>
      <progress aria-label="Done" max={1} value={progress} />
      <span className="muted">{Math.round(100 * progress)} %</span>
      <button type="button" onClick={() => void page.lab.stopTasks()}>
        Stop
      </button>
    </p>
  );
}
