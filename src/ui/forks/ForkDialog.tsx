/** What if from here: what is to be another from the moment on screen on, and what it takes to go back to it. */
import { useEffect, useState } from 'react';
import type { PastOffer } from '../../lab/contract.ts';
import type { View } from '../../record/fold/view.ts';
import { ParameterChoice } from '../parameters/ParameterChoice.tsx';
import { AdaptersGiven } from '../parts/AdaptersGiven.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { NameField } from '../parts/NameField.tsx';
import { usePage, usePageState } from '../state/context.ts';
import { makeFork } from '../state/forks.ts';
import { AS_ELITES, BROUGHT } from '../words/adapter-words.ts';
import { count } from '../words/format.ts';
import { changeWords, fateOptions, tweaksBetween, type Fates } from './changes.ts';
import { FateTable } from './FateTable.tsx';
import { bitsWords, gapWords, keptWords } from './past-words.ts';

export function ForkDialog() {
  const page = usePage();
  // The world may go on meanwhile: it is this moment that was on screen.
  const [view] = useState(() => page.store.getState().shown);
  return view && <ForkOf view={view} />;
}

function ForkOf({ view }: { view: View }) {
  const page = usePage();
  const adapters = usePageState((state) => state.adapters);
  const past = usePast();
  const [name, setName] = useState('');
  const [config, setConfig] = useState(view.config);
  const [fates, setFates] = useState<Fates>(new Map());
  const [asElites, setAsElites] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { generation } = view;
  const changes = {
    tweaks: tweaksBetween(view.config, config),
    ...fateOptions(fates),
    adapters,
    asElites: asElites && adapters.length > 0,
  };
  const start = async () => {
    setBusy(true);
    const isMade = await makeFork(page, { generation, ...changes, ...(name.trim() && { name: name.trim() }) });
    setBusy(false);
    if (isMade) page.openDialog(null);
  };
  return (
    <Dialog
      title={`What if, from generation ${count(generation)}`}
      className="wide"
      lead="A run of its own begins here with what you change, and is open from then on. This one is saved and stays among your runs."
    >
      <form
        className="new-run fork"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void start();
        }}
      >
        <div className="form-row">
          <NameField value={name} onChange={setName} placeholder="Made from this run’s when left empty" />
        </div>
        <PastSaid past={past} view={view} />
        <AdaptersGiven help={BROUGHT} none="Nobody is brought in from elsewhere, or" some="Brought in:" />
        {adapters.length > 0 && (
          <label className="fork-elites" {...tip(AS_ELITES)}>
            <input type="checkbox" checked={asElites} onChange={(event) => setAsElites(event.target.checked)} /> tried
            in the cells first, as elites of those where they prove better
          </label>
        )}
        <FateTable view={view} fates={fates} onChange={setFates} />
        <ParameterChoice only={({ live }) => live} config={config} preset={view.config} onChange={setConfig} />
        <footer className="dialog-foot">
          <span className="muted grow" role="status">
            {isBusy ? <Doing /> : changeWords(changes)}
          </span>
          {isBusy ? (
            <button type="button" onClick={() => void page.lab.stopFork()}>
              Stop
            </button>
          ) : (
            <button type="button" onClick={() => page.openDialog(null)}>
              Cancel
            </button>
          )}
          <button type="submit" className="primary" disabled={isBusy}>
            {isBusy ? 'Going back…' : 'Live on from here'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What is kept of the run's past; null before it is told. */
function usePast(): PastOffer | null {
  const page = usePage();
  const [past, setPast] = useState<PastOffer | null>(null);
  useEffect(() => {
    void page.attempt(async () => setPast(await page.lab.past()));
  }, [page]);
  return past;
}

function PastSaid({ past, view }: { past: PastOffer | null; view: View }) {
  const last = usePageState((state) => state.live?.generation ?? view.generation);
  const bits = past && bitsWords(past, view.run);
  return (
    <div className="fork-past muted">
      <p>
        {past ? `${keptWords(past)} ${gapWords(past, view.generation, last)}` : 'Looking at what is kept of its past.'}
      </p>
      {bits && <p>{bits}</p>}
    </div>
  );
}

/** Generations that are lived again take their time. */
function Doing() {
  const activity = usePageState((state) => state.status?.activity);
  return <>{activity?.text ?? 'Waiting for the world to stand still'}</>;
}
