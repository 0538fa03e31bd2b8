/** Journal pages for a panel: read when the span changes, kept on screen until the next ones are there. */
import { useEffect, useState } from 'react';
import { reportOf } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { usePage, usePageState } from '../state/context.ts';

/** Records from..to of the run that is open; null while the first read is under way or there is nothing to read. */
export function useRecords(from: number | null, to: number | null): readonly GenerationRecord[] | null {
  const page = usePage();
  const runId = usePageState((state) => state.run?.id);
  const [read, setRead] = useState<{ from: number; runId?: string; records: readonly GenerationRecord[] } | null>(null);
  useEffect(() => {
    if (from === null || to === null || to < from) return;
    let isWanted = true;
    page.journal.read(from, to).then(
      (records) => isWanted && setRead({ from, runId, records }),
      (thrown: unknown) => isWanted && page.store.setState({ problem: reportOf(thrown) }),
    );
    return () => {
      isWanted = false;
    };
  }, [page, from, to, runId]);
  return read && read.from === from && read.runId === runId ? read.records : null;
}
