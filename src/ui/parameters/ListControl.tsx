/** Parameters that are lists: which cells are open, and edges in rising order, typed with commas between them. */
import { useState } from 'react';
import { NICHE_DEPTHS, NICHE_FAMILIES } from '../../record/view-niches.ts';
import { plain } from '../format.ts';
import type { Parameter } from './catalogue.ts';

interface ListControlProps {
  id: string;
  parameter: Parameter;
  value: unknown;
  locked: boolean;
  offer: (candidate: unknown) => boolean;
}

export function ListControl(props: ListControlProps) {
  const values = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  const isNumbers = values.every((value) => typeof value === 'number');
  return isNumbers ? <NumberList {...props} values={values} /> : <CellList {...props} values={values as string[]} />;
}

function NumberList({ id, parameter, values, locked, offer }: ListControlProps & { values: number[] }) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const typed = draft
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(Number);
    if (offer(typed)) setDraft(null);
  };
  return (
    <input
      id={id}
      className="parameter-list"
      type="text"
      value={draft ?? values.map(plain).join(', ')}
      disabled={locked}
      aria-label={parameter.title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}

function CellList({ id, parameter, values, locked, offer }: ListControlProps & { values: string[] }) {
  if (locked) {
    return (
      <ul id={id} className="cell-names">
        {values.map((cell) => (
          <li key={cell}>{cell}</li>
        ))}
      </ul>
    );
  }
  const toggle = (cell: string) =>
    offer(values.includes(cell) ? values.filter((other) => other !== cell) : [...values, cell]);
  return (
    <table id={id} className="cell-picker" aria-label={parameter.title}>
      <thead>
        <tr>
          <td />
          {NICHE_DEPTHS.map((depth) => (
            <th key={depth} scope="col">
              {depth}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {NICHE_FAMILIES.map(({ name }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {NICHE_DEPTHS.map((depth) => (
              <td key={depth}>
                <input
                  type="checkbox"
                  aria-label={`${name}, ${depth}`}
                  checked={values.includes(`${name}/${depth}`)}
                  onChange={() => toggle(`${name}/${depth}`)}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
