/**
 * Parameters that are lists: which families there are, which cells are open, and edges in rising order, typed with
 * commas between them.
 */
import type { Config } from '../../ecology/config/config.ts';
import { NICHE_DEPTHS, NICHE_FAMILIES, nicheFamilies } from '../../record/fold/niches.ts';
import { plain } from '../words/format.ts';
import type { PanelParameter } from '../words/catalogue.ts';
import { useDraft } from './draft.ts';

interface ListControlProps {
  id: string;
  parameter: PanelParameter;
  value: unknown;
  /** The other parameters: the cells to choose from are those of its families. */
  config: Config;
  locked: boolean;
  offer: (candidate: unknown) => boolean;
}

export function ListControl(props: ListControlProps) {
  const values = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  if (values.every((value) => typeof value === 'number')) return <NumberList {...props} values={values} />;
  const names = values as string[];
  if (props.locked) return <Names id={props.id} names={names} />;
  const isCells = names.every((name) => name.includes('/'));
  return isCells ? <CellList {...props} values={names} /> : <FamilyList {...props} values={names} />;
}

function NumberList({ id, parameter, values, locked, offer }: ListControlProps & { values: number[] }) {
  const { draft, setDraft, ...typing } = useDraft({
    offer: (typed) =>
      offer(
        typed
          .split(/[,;\s]+/)
          .filter(Boolean)
          .map(Number),
      ),
  });
  return (
    <input
      id={id}
      className="parameter-list"
      type="text"
      value={draft ?? values.map(plain).join(', ')}
      disabled={locked}
      aria-label={parameter.title}
      onChange={(event) => setDraft(event.target.value)}
      {...typing}
    />
  );
}

function Names({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <ul id={id} className="cell-names">
      {names.map((name) => (
        <li key={name}>{name}</li>
      ))}
    </ul>
  );
}

function FamilyList({ id, parameter, values, offer }: ListControlProps & { values: string[] }) {
  const toggle = (family: string) =>
    offer(values.includes(family) ? values.filter((other) => other !== family) : [...values, family]);
  return (
    <table id={id} className="cell-picker" aria-label={parameter.title}>
      <tbody>
        {NICHE_FAMILIES.map(({ name, describe, needs }) => (
          <tr key={name} title={needs === 'larger' ? `${describe} For larger hosts than micro.` : describe}>
            <th scope="row">{name}</th>
            <td>
              <input type="checkbox" aria-label={name} checked={values.includes(name)} onChange={() => toggle(name)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CellList({ id, parameter, values, config, offer }: ListControlProps & { values: string[] }) {
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
        {nicheFamilies(config).map(({ name }) => (
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
