/** A niche in a cell's details: who holds it, who held it before, and its auditions: who was heard, what each solved, who won. */
import type { AuditionView, NicheView } from '../../record/fold/view.ts';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { count, plural } from '../words/format.ts';
import { auditionWords, heardAs, sinceWords, watchWords } from '../world/held.ts';

export function NicheStory({ niche }: { niche: NicheView }) {
  const { holder, shelf, watch, auditions } = niche;
  return (
    <>
      <p>
        {holder === null ? (
          'Nobody holds it.'
        ) : (
          <>
            Held by <OrganelleLink id={holder} /> {sinceWords(niche)}.
          </>
        )}{' '}
        Newest watch: {watchWords(watch.outcomes)}.{' '}
        {shelf.length === 0 ? (
          'Nobody stands on its shelf of former holders.'
        ) : (
          <>
            On its shelf {shelf.length === 1 ? 'stands' : 'stand'} {plural(shelf.length, 'former holder')} at their
            best:{' '}
            {shelf.map(({ weights, organelle }) => (
              <OrganelleLink key={weights} id={organelle} />
            ))}
          </>
        )}
      </p>
      {auditions.length === 0 ? (
        <p className="muted">
          No audition yet. When a holder that lived well starves, others are heard, and what each solved stands here.
        </p>
      ) : (
        <>
          <p className="muted">
            The best of an audition takes the niche. A newcomer and the holder have to be beaten by two tasks, since one
            is chance.
          </p>
          {[...auditions].reverse().map((audition) => (
            <Audition key={audition.generation} audition={audition} cell={niche.cell} />
          ))}
        </>
      )}
    </>
  );
}

function Audition({ audition, cell }: { audition: AuditionView; cell: string }) {
  const { generation, tasks, heard, winner, organelle } = audition;
  const isKept = heard[winner]?.who === 'holder';
  return (
    <table className="plain-table audition" aria-label={`Audition for ${cell} in generation ${generation}`}>
      <caption className="muted">
        {auditionWords(audition)} {isKept ? 'Kept by' : 'Taken by'} <OrganelleLink id={organelle} />
      </caption>
      <thead>
        <tr>
          <th scope="col">heard</th>
          <th scope="col">solved of {count(tasks)}</th>
        </tr>
      </thead>
      <tbody>
        {heard.map((one, at) => (
          <tr key={at} data-winner={at === winner || undefined}>
            <th scope="row">
              {one.organelle !== null && <OrganelleLink id={one.organelle} />} {heardAs(one)}
            </th>
            <td>
              {at === winner && <span className="won">won</span>}
              {count(one.solved)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
