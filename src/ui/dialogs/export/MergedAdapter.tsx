/** One adapter of several, for whoever can load only one: made, measured beside the run, and only then offered. */
import { useState } from 'react';
import type { MergedExport } from '../../../lab/contract.ts';
import { FileScores } from '../../measuring/FileScores.tsx';
import { TaskWork } from '../../measuring/TaskWork.tsx';
import { download } from '../../parts/download.ts';
import { tip } from '../../parts/Tooltip.tsx';
import { usePage } from '../../state/context.ts';
import { compact, count } from '../../words/format.ts';
import { chosenForm, isNobody, type AdapterSet } from './adapter-set.ts';
import { WhoseAdapters } from './WhoseAdapters.tsx';

const MOST_RANK = 512;
const HELP_RANK = `The rank of the one that is made, 1 to ${MOST_RANK}. The ranks of all together lose nothing; a lower one keeps what most of them do.`;

interface MergedAdapterProps {
  set: AdapterSet;
  onSet: (set: AdapterSet) => void;
}

export function MergedAdapter({ set, onSet }: MergedAdapterProps) {
  const page = usePage();
  const [rank, setRank] = useState('8');
  const [isMerging, setMerging] = useState(false);
  const [made, setMade] = useState<{ of: string; merged: MergedExport } | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const asked = JSON.stringify([set, rank]);
  const merged = made?.of === asked ? made.merged : null;
  const isRank = /^\d+$/.test(rank.trim()) && Number(rank) >= 1 && Number(rank) <= MOST_RANK;
  const merge = async () => {
    setMerging(true);
    setMade(null);
    setSaved(null);
    await page.attempt(async () => {
      const one = await page.lab.mergeAdapters({ ...chosenForm(set), rank: Number(rank) });
      if (one) setMade({ of: asked, merged: one });
    });
    setMerging(false);
  };
  const save = ({ fileName, bytes }: MergedExport) => {
    download(fileName, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
    setSaved(`${fileName}, ${compact(bytes.byteLength)}B, is in your downloads.`);
  };
  return (
    <>
      <WhoseAdapters set={set} onSet={onSet} hasBase disabled={isMerging} />
      <div className="form-row">
        <label {...tip(HELP_RANK)}>
          Rank
          <input
            type="number"
            aria-label="Rank"
            min={1}
            max={MOST_RANK}
            value={rank}
            disabled={isMerging}
            onChange={(event) => setRank(event.target.value)}
          />
        </label>
        <span className="grow muted">
          The mean of what they do, as closely as that rank can hold it. A mean of specialists is often worse than each
          at his own tasks, so it is measured first.
        </span>
      </div>
      {merged && <FileScores measurement={merged.measurement} />}
      {isMerging && <TaskWork doing="Merging and measuring" />}
      <p role="status">
        {merged && (saved ?? `${count(merged.parts)} adapters as one of rank ${merged.rank}, “adapter merged” above.`)}
      </p>
      <footer className="dialog-foot">
        <button
          type="button"
          className={merged ? '' : 'primary'}
          disabled={isMerging || !isRank || isNobody(set)}
          onClick={() => void merge()}
        >
          {merged ? 'Merge and measure again' : 'Merge and measure'}
        </button>
        {merged && (
          <button type="button" className="primary" onClick={() => save(merged)}>
            Download
          </button>
        )}
      </footer>
    </>
  );
}
