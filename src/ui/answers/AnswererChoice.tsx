/** Who is asked: up to four, from the portfolio by a router, the living, and the elites. */
import { plainName } from '../../record/fold/niches.ts';
import type { View } from '../../record/fold/view.ts';
import type { Answerer } from '../../lab/contract.ts';
import { usePageState } from '../state/context.ts';
import { panelParameterAt } from '../words/catalogue.ts';

const MOST = 4;

/** The choices of the measurements' router, by the same names. */
const ROUTERS = panelParameterAt('measure.router')!.options.map(({ word, label }) => ({
  key: `router ${word}`,
  title: `portfolio, ${label.toLowerCase()}`,
}));

interface ChoiceProps {
  chosen: readonly Answerer[];
  onChange: (chosen: readonly Answerer[]) => void;
}

export function AnswererChoice({ chosen, onChange }: ChoiceProps) {
  const live = usePageState((state) => state.live);
  const selected = usePageState((state) => state.selectedOrganelle);
  const keys = chosen.map(keyOf);
  const isFull = chosen.length >= MOST;
  return (
    <div className="ask-who" role="group" aria-label="Who answers">
      {chosen.map((answerer) => (
        <button
          key={keyOf(answerer)}
          type="button"
          className="chip"
          onClick={() => onChange(chosen.filter((other) => other !== answerer))}
        >
          {titleOf(answerer, live)} <span aria-label="remove">×</span>
        </button>
      ))}
      <select
        aria-label="Ask one more"
        value=""
        disabled={isFull}
        onChange={(event) => onChange([...chosen, answererOf(event.target.value)])}
      >
        <option value="">{isFull ? `${MOST} at most` : 'Ask…'}</option>
        {groupsOf(live, selected).map(({ label, options }) => (
          <optgroup key={label} label={label}>
            {options
              .filter(({ key }) => !keys.includes(key))
              .map(({ key, title }) => (
                <option key={key} value={key}>
                  {title}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

/** Whoever is open stands first among the living. */
function groupsOf(live: View | null, selected: number | null) {
  const living = [...(live?.living ?? [])].sort((one, other) => Number(other === selected) - Number(one === selected));
  const option = (answerer: Answerer) => ({ key: keyOf(answerer), title: titleOf(answerer, live) });
  return [
    { label: 'The portfolio, by a router', options: ROUTERS },
    { label: 'Organelles alive', options: living.map((organelle) => option({ organelle })) },
    { label: 'Elites', options: [...(live?.elites.keys() ?? [])].sort().map((bin) => option({ bin })) },
  ];
}

function keyOf(answerer: Answerer): string {
  if ('router' in answerer) return `router ${answerer.router}`;
  return 'bin' in answerer ? `bin ${answerer.bin}` : `organelle ${answerer.organelle}`;
}

function answererOf(key: string): Answerer {
  const [kind, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
  if (kind === 'organelle') return { organelle: Number(name) };
  return kind === 'bin' ? { bin: name } : ({ router: name } as Answerer);
}

function titleOf(answerer: Answerer, live: View | null): string {
  if ('router' in answerer) return ROUTERS.find(({ key }) => key === keyOf(answerer))!.title;
  if ('organelle' in answerer) return live?.organelles.get(answerer.organelle)?.name ?? `no. ${answerer.organelle}`;
  const elite = live?.elites.get(answerer.bin);
  const by = elite && live?.organelles.get(elite.organelle)?.name;
  return `${plainName(answerer.bin)}${by ? `, ${by}` : ''}`;
}
