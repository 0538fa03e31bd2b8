/** Who lives, sorted by what one wants to know. Names never change; the colour is its kin's, here as everywhere. */
import { memo, useMemo, useState } from 'react';
import type { OrganelleView } from '../../record/fold/view.ts';
import { signClass } from '../parts/colour.ts';
import { usePage, usePageState } from '../state/context.ts';
import { count, quantity, signed } from '../words/format.ts';
import { chooseGroup } from '../state/choosing.ts';
import { COLOUR_RULE } from '../parts/kinship.ts';
import { Empty } from '../parts/Empty.tsx';
import { LineageMark, useKinColour } from '../parts/Lineage.tsx';
import { Sparkline } from '../parts/Sparkline.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { ageOf, meanRoi } from '../words/organelle.ts';
import { listOrganelles, MOST_ROWS, type SortKey, type Sorting } from './ordering.ts';

const COLUMNS: { key: SortKey; title: string; help: string }[] = [
  {
    key: 'name',
    title: 'Name',
    help: `Made from its first weights’ hash, the same for ever. ${COLOUR_RULE}`,
  },
  {
    key: 'energy',
    title: 'Energy, E',
    help: 'Its balance at the end of the generation, with the trail of its newest generations.',
  },
  { key: 'roi', title: 'ROI, E', help: 'Mean of revenue − cost over all its episodes.' },
  { key: 'age', title: 'Age', help: 'Generations lived.' },
];

export function OrganelleList() {
  const view = usePageState((state) => state.shown);
  const [sorting, setSorting] = useState<Sorting>({ key: 'energy', descending: true });
  const [withDead, setWithDead] = useState(false);
  const group = usePageState((state) => state.group);
  const rows = useMemo(() => {
    const all = view ? listOrganelles(view, sorting, withDead) : [];
    return group.size > 0 ? all.filter(({ id }) => group.has(id)) : all;
  }, [view, sorting, withDead, group]);
  if (!view) return <Empty>The first organelles appear here as soon as the world begins.</Empty>;
  const sortBy = (key: SortKey) =>
    setSorting((before) => ({ key, descending: before.key === key ? !before.descending : key !== 'name' }));
  return (
    <>
      <div className="people-filter">
        <span className="muted">
          {count(view.living.length)} alive of {count(view.organelles.size)}
        </span>
        {group.size > 0 && <GroupChip size={group.size} />}
        <span className="spacer" />
        <label className="check">
          <input type="checkbox" checked={withDead} onChange={(event) => setWithDead(event.target.checked)} /> with the
          dead
        </label>
      </div>
      <div className="panel-list">
        <table className="people-table" aria-label="Organelles">
          <thead>
            <tr>
              {COLUMNS.map(({ key, title, help }) => (
                <HeadCell
                  key={key}
                  title={title}
                  help={help}
                  order={orderOf(sorting, key)}
                  onSort={() => sortBy(key)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((organelle) => (
              <Row key={organelle.id} organelle={organelle} age={ageOf(organelle, view.generation)} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && group.size > 0 && (
          <Empty>Nobody of those that were chosen is alive at the moment shown.</Empty>
        )}
        {rows.length === 0 && group.size === 0 && (
          <Empty>Nobody is alive. A new run, or an earlier moment of this one, has organelles again.</Empty>
        )}
        {rows.length > MOST_ROWS && (
          <p className="list-end">{count(rows.length - MOST_ROWS)} more; sort differently to see them.</p>
        )}
      </div>
    </>
  );
}

/** Only those are listed that were chosen together; pressing it lists all again. */
function GroupChip({ size }: { size: number }) {
  const page = usePage();
  return (
    <button
      type="button"
      className="quiet"
      aria-pressed="true"
      {...tip('Only these are listed. Press to list all again.')}
      onClick={() => chooseGroup(page.store, [])}
    >
      {count(size)} chosen <span aria-hidden="true">×</span>
    </button>
  );
}

function orderOf(sorting: Sorting, key: SortKey): HeadCellProps['order'] {
  if (sorting.key !== key) return undefined;
  return sorting.descending ? 'descending' : 'ascending';
}

interface HeadCellProps {
  title: string;
  help: string;
  order: 'ascending' | 'descending' | undefined;
  onSort: () => void;
}

function HeadCell({ title, help, order, onSort }: HeadCellProps) {
  return (
    <th scope="col" aria-sort={order}>
      <button type="button" className="sort" onClick={onSort} {...tip(help)}>
        {title}
        <span aria-hidden="true">{order ? (order === 'descending' ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

const Row = memo(function Row({ organelle, age }: { organelle: OrganelleView; age: number }) {
  const page = usePage();
  const isSelected = usePageState((state) => state.selectedOrganelle === organelle.id);
  const colour = useKinColour(organelle.id);
  const roi = meanRoi(organelle);
  const isDead = organelle.diedGeneration !== null;
  return (
    <tr
      aria-selected={isSelected}
      data-dead={isDead || undefined}
      onClick={() => page.selectOrganelle(isSelected ? null : organelle.id)}
    >
      <th scope="row">
        <button type="button" className="organelle-name" aria-expanded={isSelected}>
          <LineageMark id={organelle.id} explained />
          {organelle.name}
          {isDead && <span className="muted"> †</span>}
        </button>
      </th>
      <td className="energy-cell">
        <Sparkline
          values={organelle.energyTrail}
          colour={colour}
          label={`Energy of ${organelle.name} over its newest generations`}
        />
        {quantity(organelle.energy, { decimals: 1 })}
      </td>
      <td className={signClass(roi)}>{signed(roi)}</td>
      <td>{count(age)}</td>
    </tr>
  );
});
