/** All runs of this browser: resume one, rename it, or delete it after a second question. */
import { useCallback, useEffect, useState } from 'react';
import type { RunSummary } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { forgetRemembered } from '../state/following/remembered.ts';
import { openRun } from '../state/models.ts';
import { count, moment } from '../words/format.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { Empty } from '../parts/Empty.tsx';

export function Runs() {
  const page = usePage();
  const current = usePageState((state) => state.run?.id);
  const [runs, setRuns] = useState<readonly RunSummary[] | null>(null);
  const refresh = useCallback(
    () => page.attempt(async () => setRuns(await page.lab.runs())).then((isRead) => isRead || setRuns([])),
    [page],
  );
  useEffect(() => {
    void refresh();
  }, [refresh]);
  const newestFirst = [...(runs ?? [])].sort((a, b) => b.savedAt - a.savedAt);
  return (
    <Dialog title="Runs" lead="Kept in this browser. Export a run to keep it elsewhere.">
      <ul className="run-list">
        {newestFirst.map((run) => (
          <Run key={run.id} run={run} isCurrent={run.id === current} onChanged={refresh} />
        ))}
      </ul>
      {runs === null && <Empty>Reading the list of runs.</Empty>}
      {runs?.length === 0 && <Empty>No run is kept yet. A run appears here with its first saved generation.</Empty>}
    </Dialog>
  );
}

interface RunProps {
  run: RunSummary;
  isCurrent: boolean;
  onChanged: () => unknown;
}

function Run({ run, isCurrent, onChanged }: RunProps) {
  const page = usePage();
  const [mode, setMode] = useState<'rest' | 'rename' | 'delete'>('rest');
  const remove = async () => {
    if (await page.attempt(() => page.lab.deleteRun(run.id))) forgetRemembered(run.id);
    onChanged();
  };
  const renamed = () => {
    setMode('rest');
    onChanged();
  };
  return (
    <li aria-label={run.name} data-current={isCurrent || undefined}>
      {mode === 'rename' ? (
        <Rename run={run} onDone={renamed} />
      ) : (
        <div className="run-text">
          <strong>{run.name}</strong>
          <span className="muted">
            {count(run.generations)} generations · seed {run.seed} · {run.hostName} · {moment(run.savedAt)}
            {run.parent && ` · left “${run.parent.name}” at ${count(run.parent.generation)}`}
          </span>
        </div>
      )}
      {mode === 'delete' ? (
        <div className="run-buttons" role="alert">
          <span>Delete it for ever?</span>
          <button type="button" className="danger" onClick={() => void remove()}>
            Delete for ever
          </button>
          <button type="button" onClick={() => setMode('rest')}>
            Keep
          </button>
        </div>
      ) : (
        <div className="run-buttons">
          {isCurrent ? (
            <span className="muted">open now</span>
          ) : (
            <button type="button" aria-label={`Resume ${run.name}`} onClick={() => void openRun(page, run.id)}>
              Resume
            </button>
          )}
          <button type="button" aria-label={`Rename ${run.name}`} onClick={() => setMode('rename')}>
            Rename
          </button>
          <button type="button" aria-label={`Delete ${run.name}`} onClick={() => setMode('delete')}>
            Delete
          </button>
        </div>
      )}
    </li>
  );
}

function Rename({ run, onDone }: { run: RunSummary; onDone: () => void }) {
  const page = usePage();
  const [name, setName] = useState(run.name);
  const save = async () => {
    const isSaved = name.trim() === run.name || (await page.attempt(() => page.lab.renameRun(run.id, name.trim())));
    if (isSaved && page.store.getState().run?.id === run.id) {
      page.store.setState((state) => ({ run: state.run && { ...state.run, name: name.trim() } }));
    }
    onDone();
  };
  return (
    <form
      className="form-row grow"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) void save();
      }}
    >
      <input
        type="text"
        aria-label="New name"
        value={name}
        maxLength={120}
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" disabled={!name.trim()}>
        Save name
      </button>
    </form>
  );
}
