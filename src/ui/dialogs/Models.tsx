/** The models at hand: which there are, what they take, what lives on them; a new one is brought here, or one deleted. */
import { useEffect, useState } from 'react';
import type { HostChoice, RunSummary } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { newRunOn } from '../state/models.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { compact, plural } from '../words/format.ts';
import { AboutModel } from './AboutModel.tsx';
import { BringModel } from './BringModel.tsx';
import { GetModel } from './GetModel.tsx';
import { sizeOf, useHosts } from './hosts-at-hand.ts';

export function Models() {
  const page = usePage();
  const { hosts, refresh } = useHosts();
  const loaded = usePageState((state) => state.status?.hostName);
  const [runs, setRuns] = useState<readonly RunSummary[]>([]);
  useEffect(() => void page.attempt(async () => setRuns(await page.lab.runs())), [page]);
  return (
    <Dialog
      title="Models"
      lead="A run lives on one frozen model for its whole life. Models that you bring or get by name are kept in this browser and never leave it."
    >
      <ul className="run-list">
        {hosts.filter(isModel).map((host) => (
          <Model
            key={host.name}
            host={host}
            names={hosts.filter(({ model }) => model === host.name).map(({ name }) => name)}
            runs={runs}
            onDeleted={refresh}
          />
        ))}
      </ul>
      {loaded && <AboutModel key={loaded} name={loaded} />}
      <GetModel />
      <Bringing />
    </Dialog>
  );
}

/** Where a folder is dropped or chosen, and what became of it. */
function Bringing() {
  const brought = usePageState((state) => state.brought);
  const isBusy = usePageState((state) => state.bringing !== null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className="drop-zone bring-zone"
      data-over={isOver || undefined}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      {!isBusy && (
        <p role="status">
          {brought
            ? `“${brought.name}” is kept in this browser, ${sizeOf(brought)}: a new run can live on it.`
            : 'Drop the folder of a model here: config.json, its tokenizer’s files and one ONNX graph. Or'}
        </p>
      )}
      <BringModel {...(!brought && { className: 'primary' })} />
    </div>
  );
}

interface ModelProps {
  host: HostChoice;
  /** Under which runs live on it, exact and fast. */
  names: readonly string[];
  /** All runs. */
  runs: readonly RunSummary[];
  onDeleted: () => void;
}

function Model({ host, names, runs: all, onDeleted }: ModelProps) {
  const page = usePage();
  const { name, isBuiltIn } = host;
  const isOpen = usePageState((state) => names.includes(state.status?.hostName ?? ''));
  const runs = all.filter(({ hostName }) => names.includes(hostName)).length;
  const [mode, setMode] = useState<'rest' | 'asking' | 'deleting'>('rest');
  const remove = async () => {
    setMode('deleting'); // when the generation under way is done
    if (await page.attempt(() => page.lab.deleteHost(name))) onDeleted();
    setMode('rest');
  };
  return (
    <li aria-label={name} data-current={isOpen || undefined}>
      <div className="run-text">
        <strong>{name}</strong>
        <span className="muted">{factsOf(host, runs, isOpen)}</span>
      </div>
      {mode === 'asking' && (
        <div className="run-buttons" role="alert">
          <span>{runs > 0 ? `${plural(runs, 'run')} will wait until it is back.` : 'Delete it for ever?'}</span>
          <button type="button" className="danger" onClick={() => void remove()}>
            Delete for ever
          </button>
          <button type="button" onClick={() => setMode('rest')}>
            Keep
          </button>
        </div>
      )}
      {mode === 'deleting' && <span role="status">Deleting…</span>}
      {mode === 'rest' && (
        <div className="run-buttons">
          <button type="button" aria-label={`New run on ${name}`} onClick={() => newRunOn(page, name)}>
            New run
          </button>
          {!isBuiltIn && (
            <button
              type="button"
              aria-label={`Delete ${name}`}
              onClick={() => (isOpen ? void remove() : setMode('asking'))} // that of the open run is refused, with why
            >
              Delete
            </button>
          )}
        </div>
      )}
    </li>
  );
}

/** Not one of the further names under which a model can be lived on. */
function isModel({ name, model }: HostChoice): boolean {
  return name === model;
}

function factsOf(host: HostChoice, runs: number, isOpen: boolean): string {
  const { description } = host;
  const facts = [sizeOf(host)];
  if (description)
    facts.push(
      description.identity.modelType,
      plural(description.layers, 'layer'),
      `${compact(description.parameters)} parameters`,
    );
  facts.push(runs === 0 ? 'no run' : plural(runs, 'run'));
  if (isOpen) facts.push('the open run lives on it');
  return facts.join(' · ');
}
