/** The file of tasks that a new run is to live on, in place of the lab's own families. */
import type { LivedTasks } from '../state/state.ts';
import { tip } from '../parts/Tooltip.tsx';
import { plural } from '../words/format.ts';

const HELP =
  'The file’s families take the place of those that the parameters name, and answers may be as long as its longest target needs. The run carries the tasks with it.';

interface LivedOnProps {
  lived: LivedTasks;
  /** Whether the chosen parameters change customs, which only the lab's own families have. */
  hasCustoms: boolean;
  onLeave: () => void;
}

export function LivedOn({ lived: { file, tasks, families }, hasCustoms, onLeave }: LivedOnProps) {
  return (
    <div className="form-row">
      <span className="grow" {...tip(HELP)}>
        Lives on the {plural(tasks, 'task')} of {file}, in {plural(families, 'family', 'families')}, in place of the
        lab’s own
        {hasCustoms && '; customs change nothing there, since tasks of your own have one form of answer'}
      </span>
      <button type="button" onClick={onLeave}>
        The lab’s own tasks
      </button>
    </div>
  );
}
