/**
 * The dials of the world. Six that matter most lie on top, the rest in groups; a search looks through all of them.
 * What is turned here takes hold at the next generation, and the panel says which one that is.
 */
import { useEffect, useRef, useState } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { count } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { Icon } from '../parts/Icon.tsx';
import { takesHoldAt } from '../state/under-way.ts';
import {
  GROUPS,
  PRIMARY,
  sameValue,
  searchParameters,
  valueIn,
  configWith,
  type PanelParameter,
} from '../words/catalogue.ts';
import { ParameterRow } from './ParameterRow.tsx';

export function ParametersPanel() {
  const [query, setQuery] = useState('');
  const found = query.trim() ? searchParameters(query) : null;
  const isEmpty = usePageState((state) => state.shown === null);
  return (
    <section className="panel parameters" aria-label="Parameters">
      <SearchField query={query} onChange={setQuery} />
      <StandStill />
      <div className="panel-list" hidden={isEmpty}>
        {found ? <Found parameters={found} query={query} /> : <AllParameters />}
      </div>
    </section>
  );
}

function SearchField({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const requests = usePageState((state) => state.searchRequests);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (requests > 0) field.current?.select();
  }, [requests]);
  return (
    <div className="search-field">
      <Icon name="search" size={14} />
      <input
        ref={field}
        type="search"
        placeholder="Find a parameter"
        aria-label="Find a parameter"
        value={query}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </div>
  );
}

function Found({ parameters, query }: { parameters: readonly PanelParameter[]; query: string }) {
  if (parameters.length === 0)
    return <Empty>No parameter is described by “{query.trim()}”. Clear the field to see all.</Empty>;
  return <Rows parameters={parameters} />;
}

function AllParameters() {
  return (
    <>
      <div className="primary-parameters">
        <Rows parameters={PRIMARY} />
      </div>
      {GROUPS.map(({ title, parameters }) => (
        <Group key={title} title={title} parameters={parameters.filter((parameter) => !parameter.primary)} />
      ))}
    </>
  );
}

function Group({ title, parameters }: { title: string; parameters: readonly PanelParameter[] }) {
  const [isOpen, setOpen] = useState(false);
  const config = usePageState((state) => state.shown?.config);
  const initialConfig = usePageState((state) => state.shown?.initialConfig);
  const changed = parameters.filter(
    ({ path }) => config && initialConfig && !sameValue(valueIn(config, path), valueIn(initialConfig, path)),
  );
  if (parameters.length === 0) return null;
  return (
    <details className="parameter-group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" size={12} />
        {title}
        <span className="spacer" />
        <span className="muted">{changed.length > 0 ? `${changed.length} changed` : parameters.length}</span>
      </summary>
      {isOpen && <Rows parameters={parameters} />}
    </details>
  );
}

function Rows({ parameters }: { parameters: readonly PanelParameter[] }) {
  return (
    <>
      {parameters.map((parameter) => (
        <LiveRow key={parameter.path} parameter={parameter} />
      ))}
    </>
  );
}

function LiveRow({ parameter }: { parameter: PanelParameter }) {
  const page = usePage();
  const config = usePageState((state) => state.shown?.config);
  const initialConfig = usePageState((state) => state.shown?.initialConfig);
  const isPast = usePageState((state) => state.past !== null);
  const phase = usePageState((state) => state.status?.phase);
  const pending = usePageState((state) => state.status?.pending);
  const holdsFrom = usePageState((state) => takesHoldAt(parameter.path, state));
  if (!config || !initialConfig) return null;
  // Rules between parameters are judged as the next generation will see them.
  const next = Object.entries(pending ?? {}).reduce((soFar, [path, soon]) => configWith(soFar, path, soon), config);
  const noteOf = () => {
    if (!parameter.live) return <FixedNote />;
    return holdsFrom === null ? null : `from generation ${count(holdsFrom)}`;
  };
  return (
    <ParameterRow
      parameter={parameter}
      value={valueIn(holdsFrom === null ? config : next, parameter.path)}
      preset={valueIn(initialConfig, parameter.path)}
      config={next}
      locked={!parameter.live || isPast || phase === 'viewing'}
      note={noteOf()}
      onCommit={(candidate) => void page.tweak(parameter.path, candidate)}
    />
  );
}

function FixedNote() {
  const page = usePage();
  return (
    <>
      fixed for this run ·{' '}
      <button type="button" className="link" onClick={() => page.openDialog('new-run')}>
        New run…
      </button>
    </>
  );
}

/** Why no dial can be turned at this moment, said once for all of them. */
function StandStill() {
  const isPast = usePageState((state) => state.past !== null);
  const phase = usePageState((state) => state.status?.phase);
  const isEmpty = usePageState((state) => state.shown === null);
  if (isPast) return <p className="panel-note">As they were at this moment. Go back to live to turn them.</p>;
  if (phase === 'viewing') return <p className="panel-note">Another tab holds this run; turn the dials there.</p>;
  if (isEmpty) return <Empty>The dials appear here as soon as the world begins.</Empty>;
  return null;
}
