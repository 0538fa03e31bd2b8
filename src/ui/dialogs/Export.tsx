/** A run leaves the browser: whole, for another lab, or in a form that other tools read, as one zip. */
import { useState } from 'react';
import { FORMAT_NAMES, FORMAT_WORDS, type ExportForm, type FormatName } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { download } from '../parts/download.ts';
import { compact, count } from '../words/format.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { tip } from '../parts/Tooltip.tsx';

type Choice = 'run' | FormatName;
type Which = 'portfolio' | 'living' | 'all';

const WHICH: Readonly<Record<Which, string>> = {
  portfolio: 'whoever answers in some cell',
  living: 'everybody alive',
  all: 'these and every elite',
};

const HELP_BASE =
  'The torch model that PEFT is to load below the adapters: a repository’s name or a path. Unless told, the name that the run has for its model.';

export function Export() {
  const page = usePage();
  const generation = usePageState((state) => state.live?.generation);
  const hostName = usePageState((state) => state.run?.hostName);
  const [choice, setChoice] = useState<Choice>('run');
  const [which, setWhich] = useState<Which>('portfolio');
  const [base, setBase] = useState('');
  const [state, setState] = useState<{ busy: boolean; done: string | null }>({ busy: false, done: null });
  const save = async () => {
    setState({ busy: true, done: null });
    const isSaved = await page.attempt(async () => {
      const { fileName, bytes } = await page.lab.exportRun(formOf(choice, which, base));
      download(fileName, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
      setState({ busy: false, done: `${fileName}, ${compact(bytes.byteLength)}B, is in your downloads.` });
    });
    if (!isSaved) setState({ busy: false, done: null });
  };
  return (
    <Dialog
      title="Export"
      lead={
        choice === 'run'
          ? 'One file with the whole run: its journal, its state and the weights of everybody it needs. Another browser can go on from it, exactly.'
          : 'A zip with files for other tools. Each says which run it is of, by the hash of its state.'
      }
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
          </select>
        </label>
      </div>
      {(choice === 'peft' || choice === 'ort') && (
        <div className="form-row">
          <label className="grow">
            Of
            <select
              className="parameter-choice-field"
              aria-label="Whose adapters"
              value={which}
              onChange={(event) => setWhich(event.target.value as Which)}
            >
              {Object.entries(WHICH).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          {choice === 'peft' && (
            <label className="grow" {...tip(HELP_BASE)}>
              Base model
              <input
                type="text"
                aria-label="Base model"
                placeholder={hostName}
                value={base}
                maxLength={200}
                onChange={(event) => setBase(event.target.value)}
              />
            </label>
          )}
        </div>
      )}
      <p role="status">
        {state.done ??
          (generation === undefined
            ? ''
            : `The run lives on ${hostName} and stands at generation ${count(generation)}.`)}
      </p>
      <footer className="dialog-foot">
        <button type="button" className="primary" disabled={state.busy} onClick={() => void save()}>
          {state.busy ? 'Packing…' : choice === 'run' ? 'Download run' : 'Download'}
        </button>
      </footer>
    </Dialog>
  );
}

function formOf(choice: Choice, which: Which, base: string): ExportForm | undefined {
  if (choice === 'run') return undefined;
  const repository = base.trim();
  return { format: choice, which, ...(repository && { base: { repository } }) };
}
