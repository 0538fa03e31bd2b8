/** The family for who does not see it: those that survive or have living descendants, with where each came from. */
import { memo } from 'react';
import type { View } from '../../record/fold/view.ts';
import { count } from '../words/format.ts';
import type { Descent } from './family.ts';
import { descentWords } from './words.ts';

/** The newest so many. */
const MOST_ROWS = 100;

export const FamilyTable = memo(function FamilyTable({
  family,
  organelles,
}: {
  family: Descent;
  organelles: View['organelles'];
}) {
  const surviving = family.bands.filter(({ survives }) => survives);
  const rows = surviving.sort((one, other) => other.organelle.id - one.organelle.id).slice(0, MOST_ROWS);
  const left = family.bands.length - rows.length;
  return (
    <table className="visually-hidden" aria-label="Lineage">
      <caption>
        Who came from whom, the youngest first
        {left > 0 && `; not listed: ${count(left)}, of them ${count(family.extinct)} in branches that died out`}
      </caption>
      <thead>
        <tr>
          <th scope="col">organelle</th>
          <th scope="col">came from</th>
          <th scope="col">generation of birth</th>
          <th scope="col">generation of death</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ organelle }) => (
          <tr key={organelle.id}>
            <th scope="row">{organelle.name}</th>
            <td>{descentWords(organelle, organelles)}</td>
            <td>{count(organelle.bornGeneration)}</td>
            <td>{organelle.diedGeneration === null ? 'alive' : count(organelle.diedGeneration)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
