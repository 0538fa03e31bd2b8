/** Breakpoints: one is made of a condition, those that wait stand below it. */
import { useState } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { addStop, removeStop } from '../state/following/remembered.ts';
import { HAPPENINGS, stopWords, WATCHED, type Happening, type Stop, type Watched } from '../state/following/stops.ts';

const CHOICES = [
  ...Object.entries(WATCHED).map(([name, { title }]) => ({ name: `series ${name}`, title })),
  ...Object.entries(HAPPENINGS).map(([name, { title }]) => ({ name: `happening ${name}`, title })),
  { name: 'line-ends', title: 'the line of whom is open dies out' },
];

export function StopForm() {
  const { store } = usePage();
  const stops = usePageState((state) => state.stops);
  const organelles = usePageState((state) => state.shown?.organelles);
  const selected = usePageState((state) => state.selectedOrganelle);
  const [choice, setChoice] = useState('series coverage');
  const [side, setSide] = useState<'above' | 'below'>('above');
  const [value, setValue] = useState('40');
  const [kind, name] = choice.split(' ');
  const stop = stopOf(kind!, name ?? '', side, value, selected);
  const send = () => {
    if (stop) addStop(store, stop);
  };
  return (
    <>
      <form
        className="diary-tools"
        aria-label="Breakpoint"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <span className="muted">Stop when</span>
        <select aria-label="What is watched" value={choice} onChange={(event) => setChoice(event.target.value)}>
          {CHOICES.map((each) => (
            <option key={each.name} value={each.name}>
              {each.title}
            </option>
          ))}
        </select>
        {kind === 'series' && (
          <>
            <select aria-label="Side" value={side} onChange={(event) => setSide(event.target.value as typeof side)}>
              <option value="above">rises above</option>
              <option value="below">falls below</option>
            </select>
            <input
              type="number"
              step="any"
              aria-label="Bound"
              value={value}
              onChange={(event) => setValue(event.target.value)}
            />
          </>
        )}
        <button type="submit" disabled={!stop || !organelles}>
          Add
        </button>
        {kind === 'line-ends' && selected === null && <span className="muted">Open an organelle first.</span>}
      </form>
      {stops.length > 0 && organelles && (
        <div className="diary-stops" role="group" aria-label="Breakpoints that wait">
          {stops.map((each) => (
            <button key={JSON.stringify(each)} type="button" className="chip" onClick={() => removeStop(store, each)}>
              {stopWords(each, organelles)} <span aria-label="remove">×</span>
            </button>
          ))}
        </div>
      )}
    </>
  );
}

function stopOf(
  kind: string,
  name: string,
  side: 'above' | 'below',
  value: string,
  selected: number | null,
): Stop | null {
  if (kind === 'happening') return { on: 'happening', happening: name as Happening };
  if (kind === 'line-ends') return selected === null ? null : { on: 'line-ends', organelle: selected };
  return value.trim() === '' ? null : { on: 'series', series: name as Watched, side, value: Number(value) };
}
