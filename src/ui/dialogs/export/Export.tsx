/** A run leaves the browser: whole, for another lab, or in a form that other tools read, as one zip. */
import { useState } from 'react';
import { FORMAT_NAMES, FORMAT_WORDS, type FormatName } from '../../../lab/contract.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { download } from '../../parts/download.ts';
import { usePage, usePageState } from '../../state/context.ts';
import { compact, count } from '../../words/format.ts';
import { chosenForm, FIRST_SET, isNobody, type AdapterSet } from './adapter-set.ts';
import { MergedAdapter } from './MergedAdapter.tsx';
import { WhoseAdapters } from './WhoseAdapters.tsx';

type Choice = 'run' | 'merged' | FormatName;

const LEADS = {
  run: 'One file with the whole run: its journal, its state and the weights of everybody it needs. Another browser can go on from it, exactly.',
  merged: 'A zip with one adapter for PEFT, made of several of the run’s, for whoever can load only one.',
  other: 'A zip with files for other tools. Each says which run it is of, by the hash of its state.',
};

export function Export() {
  const [choice, setChoice] = useState<Choice>('run');
  const [set, setSet] = useState(FIRST_SET);
  const isMerged = choice === 'merged';
  return (
    <Dialog
      title="Export"
      className={isMerged ? 'wide' : ''}
      lead={LEADS[choice === 'run' || choice === 'merged' ? choice : 'other']}
    >
      <div className="form-row">
        <label className="grow">
          What
          <select
            className="parameter-choice-field"
            aria-label="What to export"
            value={choice}
            onChange={(event) => setChoice(event.target.value as Choice)}
          >
            <option value="run">The whole run</option>
            {FORMAT_NAMES.map((name) => (
              <option key={name} value={name}>
                {FORMAT_WORDS[name]}
              </option>
            ))}
            <option value="merged">One adapter of many, for PEFT</option>
          </select>
        </label>
      </div>
      {isMerged ? <MergedAdapter set={set} onSet={setSet} /> : <Saved choice={choice} set={set} onSet={setSet} />}
    </Dialog>
  );
}

interface SavedProps {
  choice: Exclude<Choice, 'merged'>;
  set: AdapterSet;
  onSet: (set: AdapterSet) => void;
}

function Saved({ choice, set, onSet }: SavedProps) {
  const page = usePage();
  const generation = usePageState((state) => state.live?.generation);
  const hostName = usePageState((state) => state.run?.hostName);
  const [state, setState] = useState<{ busy: boolean; done: string | null }>({ busy: false, done: null });
  const isOfAdapters = choice === 'peft' || choice === 'ort';
  const save = async () => {
    setState({ busy: true, done: null });
    const isSaved = await page.attempt(async () => {
      const form = choice === 'run' ? undefined : { format: choice, ...chosenForm(set) };
      const { fileName, bytes } = await page.lab.exportRun(form);
      download(fileName, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
      setState({ busy: false, done: `${fileName}, ${compact(bytes.byteLength)}B, is in your downloads.` });
    });
    if (!isSaved) setState({ busy: false, done: null });
  };
  return (
    <>
      {isOfAdapters && <WhoseAdapters set={set} onSet={onSet} hasBase={choice === 'peft'} />}
      <p role="status">
        {state.done ??
          (generation === undefined
            ? ''
            : `The run lives on ${hostName} and stands at generation ${count(generation)}.`)}
      </p>
      <footer className="dialog-foot">
        <button
          type="button"
          className="primary"
          disabled={state.busy || (isOfAdapters && isNobody(set))}
          onClick={() => void save()}
        >
          {state.busy ? 'Packing…' : choice === 'run' ? 'Download run' : 'Download'}
        </button>
      </footer>
    </>
  );
}
