/** Whose adapters are to leave the run: one of the usual sets, or some that are ticked one by one. */
import { useEffect, useState } from 'react';
import type { CarriedWords } from '../../../lab/contract.ts';
import { tip } from '../../parts/Tooltip.tsx';
import { usePage, usePageState } from '../../state/context.ts';
import { plural } from '../../words/format.ts';
import type { AdapterSet, Which } from './adapter-set.ts';

const WHICH: Readonly<Record<Which, string>> = {
  portfolio: 'whoever answers in some cell',
  living: 'everybody alive',
  all: 'these and every elite',
  chosen: 'those that I choose',
};

const HELP_BASE =
  'The torch model that PEFT is to load below the adapters: a repository’s name or a path. Unless told, the name that the run has for its model.';

interface WhoseAdaptersProps {
  set: AdapterSet;
  onSet: (set: AdapterSet) => void;
  /** Whether the form says what model is below. */
  hasBase: boolean;
  disabled?: boolean;
}

export function WhoseAdapters({ set, onSet, hasBase, disabled = false }: WhoseAdaptersProps) {
  const hostName = usePageState((state) => state.run?.hostName);
  return (
    <fieldset className="plain-set" disabled={disabled}>
      <div className="form-row">
        <label className="grow">
          Of
          <select
            className="parameter-choice-field"
            aria-label="Whose adapters"
            value={set.which}
            onChange={(event) => onSet({ ...set, which: event.target.value as Which })}
          >
            {Object.entries(WHICH).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {hasBase && (
          <label className="grow" {...tip(HELP_BASE)}>
            Base model
            <input
              type="text"
              aria-label="Base model"
              placeholder={hostName}
              value={set.base}
              maxLength={200}
              onChange={(event) => onSet({ ...set, base: event.target.value })}
            />
          </label>
        )}
      </div>
      {set.which === 'chosen' && <Chosen chosen={set.chosen} onChosen={(chosen) => onSet({ ...set, chosen })} />}
    </fieldset>
  );
}

function Chosen({ chosen, onChosen }: { chosen: readonly string[]; onChosen: (slugs: readonly string[]) => void }) {
  const page = usePage();
  const [all, setAll] = useState<readonly CarriedWords[] | null>(null);
  useEffect(() => {
    let isGone = false;
    void page.attempt(async () => {
      const listed = await page.lab.carriedAdapters();
      if (!isGone) setAll(listed);
    });
    return () => {
      isGone = true;
    };
  }, [page]);
  if (!all) return <p className="muted">Looking who is there…</p>;
  const toggle = (slug: string) =>
    onChosen(chosen.includes(slug) ? chosen.filter((one) => one !== slug) : [...chosen, slug]);
  return (
    <ul className="carried-list" aria-label="Adapters of the run">
      {all.map((one) => (
        <li key={one.slug}>
          <label>
            <input type="checkbox" checked={chosen.includes(one.slug)} onChange={() => toggle(one.slug)} />
            <span>{one.slug}</span>
            <span className="muted">{wordsOf(one)}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Such as “rank 4, alive, answers list.sort/short”. */
function wordsOf({ rank, living, elites, cells }: CarriedWords): string {
  const words = [`rank ${rank}`];
  if (living) words.push('alive');
  if (elites > 0) words.push(`elite of ${plural(elites, 'bin')}`);
  if (cells.length > 0) words.push(`answers ${cells.join(', ')}`);
  return words.join(', ');
}
