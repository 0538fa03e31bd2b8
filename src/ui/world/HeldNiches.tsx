/**
 * The niche map of a world in which survival is by niche: a row a niche, with who holds it, how the newest watch over it went,
 * what it wants when that is not the usual form, and under it what happened there of late. News stand out by a bar, a sign
 * and words, so they are seen without colour too.
 */
import { useMemo } from 'react';
import type { View } from '../../record/fold/view.ts';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { CentreSwitch } from '../parts/CentreSwitch.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { usePage, usePageState } from '../state/context.ts';
import { count, percent, quantity } from '../words/format.ts';
import { describeWatch, heldNiches, sinceWords, sumNiches, watchWords, type HeldNiche, type News } from './held.ts';
import { describePrice, priceCeiling } from './niche.ts';

export function HeldNiches({ view }: { view: View }) {
  const niches = useMemo(() => heldNiches(view), [view]);
  const ceiling = priceCeiling(view);
  return (
    <>
      <header className="panel-head niche-head">
        <h2 className="visually-hidden">Niches</h2>
        <CentreSwitch />
        <span
          className="muted clip"
          {...tip(
            'Every open cell is a niche with a holder, who is watched there and practises until it lives well. When it starves, others are auditioned, and the best takes the niche.',
          )}
        >
          {sumNiches(niches)}
        </span>
      </header>
      <div className="held-list">
        <table className="held" aria-label="Niches">
          <thead>
            <tr>
              <th scope="col">niche</th>
              <th scope="col">holder</th>
              <th
                scope="col"
                {...tip('Greedy attempts of the holder: what it proves there. What it practises is not counted.')}
              >
                newest watch
              </th>
              <th
                scope="col"
                {...tip(
                  'The form of answer that is wanted since the custom changed; nothing where it is the usual one.',
                )}
              >
                wants
              </th>
              <th scope="col" {...tip(`What a solved task pays now, E. A full bar is ${quantity(ceiling)} E.`)}>
                price, E
              </th>
            </tr>
          </thead>
          {niches.map((niche) => (
            <Niche key={niche.id} niche={niche} ceiling={ceiling} />
          ))}
        </table>
      </div>
    </>
  );
}

function Niche({ niche, ceiling }: { niche: HeldNiche; ceiling: number }) {
  const page = usePage();
  const { id, cell, holder, custom, news } = niche;
  const isSelected = usePageState((state) => state.selectedCell === id);
  const select = () => page.selectCell(isSelected ? null : id);
  return (
    <tbody data-news={news.at(-1)?.kind} data-selected={isSelected || undefined} onClick={select}>
      <tr className="held-facts">
        <th scope="row">
          <button type="button" className="link" aria-pressed={isSelected}>
            {id}
          </button>
        </th>
        <td
          onClick={(event) => event.stopPropagation()}
          {...(holder && tip(`${holder.name}, ${sinceWords(niche.niche)}.`))}
        >
          {holder ? <OrganelleLink id={holder.id} /> : <span className="muted">nobody</span>}
        </td>
        <td {...tip(describeWatch(niche))}>
          <Watch watched={niche.watched} />
        </td>
        <td>{custom === null ? <span className="muted">–</span> : <strong className="wanted">{custom}</strong>}</td>
        <td {...(cell && tip(describePrice(cell, ceiling)))}>
          {cell && (
            <>
              <span className="price-bar" aria-hidden="true">
                <span style={{ scale: `${Math.min(1, cell.priceEnergy / ceiling)} 1` }} />
              </span>
              {quantity(cell.priceEnergy)}
            </>
          )}
        </td>
      </tr>
      {news.length > 0 && (
        <tr className="held-news">
          <td colSpan={5}>
            <NewsLine news={news} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** A pip an attempt, full where it was solved; the share stands beside it. */
function Watch({ watched }: { watched: readonly boolean[] }) {
  if (watched.length === 0) return <span className="muted">{watchWords(watched)}</span>;
  const solved = watched.filter(Boolean).length;
  return (
    <span className="watch">
      <span className="pips" aria-hidden="true">
        {watched.map((isSolved, at) => (
          <span key={at} data-solved={isSolved || undefined} />
        ))}
      </span>
      <span aria-hidden="true">{percent(solved / watched.length)} %</span>
      <span className="visually-hidden">{watchWords(watched)}</span>
    </span>
  );
}

/** As on the timeline. */
const SIGNS: Readonly<Record<News['kind'], string>> = { custom: '◂▸', starved: '▽', taken: '■', kept: '□' };

function NewsLine({ news }: { news: readonly News[] }) {
  return (
    <ul>
      {news.map(({ kind, generation, words }, at) => (
        <li key={kind} data-kind={kind}>
          <span aria-hidden="true">{SIGNS[kind]}</span> {words}
          {news[at + 1]?.generation !== generation && <span className="muted"> gen {count(generation)}</span>}
        </li>
      ))}
    </ul>
  );
}
