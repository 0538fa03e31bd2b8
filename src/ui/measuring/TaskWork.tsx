/** What is being done with tasks, how far it is, and a way out. */
import { usePage, usePageState } from '../state/context.ts';

export function TaskWork({ doing }: { doing: string }) {
  const page = usePage();
  const progress = usePageState((state) => state.status?.activity?.progress ?? 0);
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
