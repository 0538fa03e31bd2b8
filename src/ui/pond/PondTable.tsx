/** The pond for who does not see it: everybody alive, with what their bodies show, as a table. */
import { memo } from 'react';
import { count, plural, quantity } from '../words/format.ts';
import type { Scene } from './scene.ts';

/** The richest so many; the list of organelles has all of them. */
const MOST_ROWS = 100;

export const PondTable = memo(function PondTable({ scene }: { scene: Scene }) {
  const bodies = [...scene.bodies].sort((one, other) => other.energy - one.energy).slice(0, MOST_ROWS);
  const left = scene.bodies.length - bodies.length;
  return (
    <table className="visually-hidden" aria-label="Pond">
      <caption>
        Generation {count(scene.generation)}, the richest first{left > 0 && `; ${plural(left, 'more')} are not listed`}
      </caption>
      <thead>
        <tr>
          <th scope="col">organelle</th>
          <th scope="col">lives on</th>
          <th scope="col">energy, E</th>
          <th scope="col">age</th>
          <th scope="col">rank</th>
          <th scope="col">tickets unpaid</th>
        </tr>
      </thead>
      <tbody>
        {bodies.map(({ id, name, home, energy, age, rank, strikes }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td>{home ?? 'nothing yet'}</td>
            <td>{quantity(energy)}</td>
            <td>{count(age)}</td>
            <td>{count(rank)}</td>
            <td>{count(strikes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
