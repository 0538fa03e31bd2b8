/**
 * What the world is made of, and whether it earns its keep: every mechanism with how often it fired and what that was
 * worth. One that is on and never fired, or whose worth cannot be told from zero, is to be seen as such.
 */
import { useState } from 'react';
import type { Interval } from '../../core/statistics.ts';
import type { MechanismWords, MechanismWorth } from '../../ecology/mechanisms/declaration.ts';
import { usePageState } from '../state/context.ts';
import { bracket, count, plural, signed } from '../words/format.ts';
import { panelParameterAt } from '../words/catalogue.ts';
import { Empty } from '../parts/Empty.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { mechanismRows, type MechanismRow } from './mechanism-words.ts';
import { Merges } from './Merges.tsx';

const CHAPTERS = [
  { name: 'all', title: 'All' },
  { name: 'merges', title: 'Tests of merged children' },
] as const;

export function Mechanisms() {
  const [chapter, setChapter] = useState<(typeof CHAPTERS)[number]['name']>('all');
  return (
    <>
      <nav className="chapters mechanism-chapters" aria-label="About the mechanisms">
        {CHAPTERS.map(({ name, title }) => (
          <button key={name} type="button" aria-pressed={chapter === name} onClick={() => setChapter(name)}>
            {title}
          </button>
        ))}
      </nav>
      <div className="panel-list">{chapter === 'all' ? <AllMechanisms /> : <Merges />}</div>
    </>
  );
}

function AllMechanisms() {
  const view = usePageState((state) => state.shown);
  if (!view) return <Empty>What the world is made of stands here as soon as it has begun.</Empty>;
  const rows = mechanismRows(view);
  const on = rows.filter(({ isOn }) => isOn);
  const off = rows.filter(({ isOn }) => !isOn);
  return (
    <table className="plain-table mechanisms" aria-label="Mechanisms">
      <thead>
        <tr>
          <th scope="col">mechanism</th>
          <th scope="col" {...tip('How often it fired up to the generation shown, and when it did last.')}>
            fired
          </th>
          <th scope="col" {...tip('Mean with its 95 % interval and sample size; hover a figure for what it means.')}>
            worth
          </th>
        </tr>
      </thead>
      <Part title={`On, ${count(on.length)}`} rows={on} />
      <Part title={`Off, ${count(off.length)}`} rows={off} />
    </table>
  );
}

function Part({ title, rows }: { title: string; rows: readonly MechanismRow[] }) {
  return (
    <tbody>
      <tr className="part">
        <th scope="rowgroup" colSpan={3}>
          {title}
        </th>
      </tr>
      {rows.map((row) => (
        <Row key={row.name} row={row} />
      ))}
    </tbody>
  );
}

function Row({ row: { words, isOn, fired, lastGeneration, sinceGeneration, worth } }: { row: MechanismRow }) {
  const since = `${isOn ? 'on' : 'off'} since gen ${count(sinceGeneration)}`;
  const isUntouched = !isOn && fired === 0 && sinceGeneration === 0;
  return (
    <tr data-off={!isOn || undefined} data-idle={(isOn && fired === 0) || undefined}>
      <th scope="row" tabIndex={0} {...tip(`${words.fires}\n${switchOf(words)}`)}>
        {words.title}
      </th>
      <td>
        {count(fired)} {fired === 1 ? 'time' : 'times'}
        {!isUntouched && (
          <span className="second">{lastGeneration === null ? since : `last gen ${count(lastGeneration)}`}</span>
        )}
      </td>
      <Worth worth={worth} words={words.worth} isUntouched={isUntouched} />
    </tr>
  );
}

function switchOf({ path, where }: MechanismWords): string {
  const parameter = path === null ? undefined : panelParameterAt(path);
  const only = where && ` Only where survival is ${where === 'niches' ? '' : 'not '}by niche.`;
  return `${parameter ? `Switched by ${parameter.title}, under ${parameter.group}.` : 'Every world has it.'}${only ?? ''}`;
}

interface WorthProps {
  worth: Interval | null;
  words: MechanismWorth | null;
  /** Off from the beginning: nothing is awaited. */
  isUntouched: boolean;
}

function Worth({ worth, words, isUntouched }: WorthProps) {
  if (worth === null) {
    if (words === null) return <td {...tip('A firing has no worth of its own.')}>–</td>;
    return <td {...tip(words.means)}>{isUntouched ? '–' : <span className="muted">not known yet</span>}</td>;
  }
  const scale = words?.unit === 'points' ? 100 : 1;
  const write = (value: number) => signed(value * scale, scale === 1 ? 2 : 1);
  const isClear = worth.low > 0 || worth.high < 0;
  const claim = isClear ? '' : '\nThe interval holds zero, so no worth can be claimed.';
  return (
    <td tabIndex={0} {...tip(`${words?.means ?? 'Counted by the record.'}\n${plural(worth.n, 'value')}.${claim}`)}>
      <span className={isClear ? (worth.low > 0 ? 'gain' : 'loss') : ''}>
        {write(worth.mean)} {words?.unit}
      </span>
      <span className="second">
        {bracket(worth.low, worth.high, write)}, n {count(worth.n)}
      </span>
    </td>
  );
}
