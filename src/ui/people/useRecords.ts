/** Journal pages for a panel: read when the span changes, kept on screen until the next ones are there. */
import { useEffect, useState } from 'react';
import { reportOf } from '../../core/errors.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { useBench, useLab } from '../state/context.ts';

/** Records from..to of the run on the bench; null while the first read is under way or there is nothing to read. */
export function useRecords(from: number | null, to: number | null): readonly GenerationRecord[] | null {
  const bench = useBench();
  const runId = useLab((state) => state.run?.id);
  const [read, setRead] = useState<{ from: number; runId?: string; records: readonly GenerationRecord[] } | null>(null);
  useEffect(() => {
    if (from === null || to === null || to < from) return;
    let isWanted = true;
    bench.journal.read(from, to).then(
      (records) => isWanted && setRead({ from, runId, records }),
      (thrown: unknown) => isWanted && bench.store.setState({ problem: reportOf(thrown) }),
    );
    return () => {
      isWanted = false;
    };
  }, [bench, from, to, runId]);
  return read && read.from === from && read.runId === runId ? read.records : null;
}
