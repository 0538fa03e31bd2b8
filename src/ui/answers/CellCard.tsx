/** A selected cell: what it pays, how often it is solved, and who is best in each of its niches. */
import { plainName } from '../../record/fold/niches.ts';
import { usePageState } from '../state/context.ts';
import { count, quantity, signed } from '../words/format.ts';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { wantsNow } from '../../record/fold/niche-words.ts';
import { NicheStory } from './NicheStory.tsx';
import { costRange, describePrice, shareWithInterval } from '../world/niche.ts';

export function CellCard({ id }: { id: string }) {
  const view = usePageState((state) => state.shown);
  const cell = view?.cells.get(id);
  const niche = view?.niches.get(id);
  if (!view) return null;
  if (!cell) {
    return (
      <section className="cell-card" aria-label={`Cell ${plainName(id)}`}>
        <h3>{plainName(id)}</h3>
        <p className="muted">
          Closed at this moment. It opens by schedule, or when an easier depth is mastered; then its price, elites and
          answers stand here.
        </p>
      </section>
    );
  }
  const edges = view.config.archive.costEdges;
  const elites = [...edges, Infinity].map((_, bin) => view.elites.get(`${id}/${bin}`) ?? null);
  return (
    <section className="cell-card" aria-label={`Cell ${plainName(id)}`}>
      <h3>{plainName(id)}</h3>
      <p {...tip(describePrice(cell))}>
        Price {quantity(cell.priceEnergy)} E. Solved {shareWithInterval(cell.solved, cell.attempts)}. Open since
        generation {count(cell.openedGeneration)}.
        {cell.custom &&
          ` Since generation ${count(cell.custom.sinceGeneration)} it ${wantsNow(cell.custom.name).replace(/ now$/, '')}.`}
      </p>
      {niche && <NicheStory niche={niche} />}
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{niche ? 'elites, by mean cost' : 'niche, by mean cost'}</th>
            <th scope="col">elite</th>
            <th scope="col">quality, E</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {elites.map((elite, bin) => (
            <tr key={bin}>
              <th scope="row">{costRange(edges, bin)}</th>
              <td>{elite ? <OrganelleLink id={elite.organelle} /> : <span className="muted">none yet</span>}</td>
              <td>{elite ? signed(elite.quality) : '–'}</td>
              <td>{elite ? count(elite.n) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
