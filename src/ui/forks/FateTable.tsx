/** Everybody who lives at a moment, and what becomes of each in the fork. */
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { Empty } from '../parts/Empty.tsx';
import { quantity, signed } from '../words/format.ts';
import { meanRoi } from '../words/organelle.ts';
import type { Fate, Fates } from './changes.ts';

interface FateTableProps {
  view: View;
  fates: Fates;
  onChange: (fates: Fates) => void;
}

const FATES: readonly { fate: Fate; words: string }[] = [
  { fate: 'remove', words: 'is removed' },
  { fate: 'clone', words: 'is cloned' },
  { fate: 'freeze', words: 'is frozen' },
];

export function FateTable({ view, fates, onChange }: FateTableProps) {
  const living = view.living.map((id) => view.organelles.get(id)!);
  if (living.length === 0) return <Empty>Nobody lives at this moment; somebody may be brought in.</Empty>;
  const settle = (id: number, fate: Fate | null) => {
    const next = new Map(fates);
    if (fate === null) next.delete(id);
    else next.set(id, fate);
    onChange(next);
  };
  return (
    <div className="fate-table" role="region" aria-label="Organelles alive" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">organelle</th>
            <th scope="col">energy, E</th>
            <th scope="col">ROI, E</th>
            <th scope="col">from then on</th>
          </tr>
        </thead>
        <tbody>
          {living.map((organelle) => (
            <Row
              key={organelle.id}
              organelle={organelle}
              fate={fates.get(organelle.id) ?? null}
              onChange={(fate) => settle(organelle.id, fate)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  organelle: OrganelleView;
  fate: Fate | null;
  onChange: (fate: Fate | null) => void;
}

function Row({ organelle, fate, onChange }: RowProps) {
  const { name, energy, frozenGeneration } = organelle;
  return (
    <tr data-fate={fate ?? undefined}>
      <th scope="row">{name}</th>
      <td>{quantity(energy)}</td>
      <td>{signed(meanRoi(organelle))}</td>
      <td>
        <select
          aria-label={`What becomes of ${name}`}
          value={fate ?? ''}
          onChange={(event) => onChange(FATES.find((each) => each.fate === event.target.value)?.fate ?? null)}
        >
          <option value="">{frozenGeneration === undefined ? 'lives on' : 'stays frozen'}</option>
          {FATES.map((each) => (
            <option key={each.fate} value={each.fate}>
              {each.words}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}
