/**
 * Measured, not believed: the bare host and the best elite answer the same test tasks. The verdict is one sentence that
 * claims no more than the interval allows, and the interval stands beside it.
 */
import { useState, type ReactNode } from 'react';
import type { Interval } from '../../core/statistics.ts';
import type { Measurement } from '../../ecology/events/events.ts';
import { NICHE_FAMILIES, plainName } from '../../record/fold/niches.ts';
import { usePage, usePageState } from '../state/context.ts';
import { bracket, count, percent, plural, signed } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { panelParameterAt, whyImpossible } from '../words/catalogue.ts';
import { measurementVerdict } from './verdict.ts';

type Dated = Measurement & { generation: number };

export function Measure() {
  const measurements = usePageState((state) => state.shown?.measurements);
  const every = usePageState((state) => state.shown?.config.measure.every);
  const newestFirst = [...(measurements ?? [])].reverse();
  const [newest, ...older] = newestFirst;
  return (
    <>
      <MeasureForm />
      <div className="panel-list">
        {newest ? <Result measurement={newest} /> : <NothingMeasured every={every} />}
        {older.length > 0 && <History measurements={older} />}
      </div>
    </>
  );
}

function NothingMeasured({ every }: { every: number | undefined }) {
  const when = every ? `Every ${count(every)} generations, and whenever you ask,` : 'When you ask,';
  return (
    <Empty>
      {when} the bare host and the best elite answer the same test tasks. The result appears here with its interval; it
      pays and teaches nothing.
    </Empty>
  );
}

function MeasureForm() {
  const page = usePage();
  const config = usePageState((state) => state.live?.config);
  const isPast = usePageState((state) => state.past !== null);
  const phase = usePageState((state) => state.status?.phase);
  const measuring = usePageState((state) => state.measuring);
  const [typed, setTyped] = useState<string | null>(null);
  const parameter = panelParameterAt('measure.tasks')!;
  const text = typed ?? String(config?.measure.tasks ?? parameter.initial);
  const problem = config ? whyImpossible(parameter, text === '' ? NaN : Number(text), config) : null;
  const canMeasure =
    config !== undefined && !problem && !measuring && !isPast && (phase === 'playing' || phase === 'paused');
  return (
    <form
      className="measure-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (canMeasure) void page.measure(Number(text));
      }}
    >
      <label>
        <input
          type="number"
          className="parameter-number"
          aria-label="Number of test tasks"
          min={parameter.low}
          max={parameter.high}
          value={text}
          aria-invalid={problem !== null}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="muted">test tasks</span>
      </label>
      <button type="submit" className="primary" disabled={!canMeasure}>
        {measuring ? 'Measuring…' : 'Measure now'}
      </button>
      <button type="button" className="link" onClick={() => page.openDialog('tasks')}>
        On a file of your own…
      </button>
      <button type="button" className="link" onClick={() => page.openDialog('adapters')}>
        Beside adapters of your own…
      </button>
      {problem && (
        <p className="parameter-problem" role="alert">
          {problem}
        </p>
      )}
      {isPast && <p className="parameter-note">The past cannot be measured anew; go back to live.</p>}
    </form>
  );
}

function Result({ measurement }: { measurement: Dated }) {
  const { base, elite, portfolio, difference, portfolioDifference, organelle } = measurement;
  return (
    <section className="measurement" aria-label={`Measurement of generation ${measurement.generation}`}>
      <h3>
        Generation {count(measurement.generation)}{' '}
        <span className="muted">{measurement.trigger === 'asked' ? 'asked for' : 'scheduled'}</span>
      </h3>
      <p className="verdict">{measurementVerdict(measurement)}</p>
      <div className="bars">
        <Bar label="bare host" interval={base} />
        {organelle !== null && <Bar label={<OrganelleLink id={organelle} />} interval={elite} strong />}
        {organelle !== null && <Bar label="portfolio" interval={portfolio} strong />}
        <div className="bar-row" aria-hidden="true">
          <span />
          <span className="bar-axis">
            <span>0 %</span>
            <span>50</span>
            <span>100</span>
          </span>
        </div>
      </div>
      <p className="muted">
        Test tasks solved, %, with 95 % intervals. n = {count(measurement.tasks)},{' '}
        {plural(measurement.distinctPrompts, 'distinct prompt')}.
      </p>
      {organelle !== null && (
        <dl className="facts single differences" {...tip(PAIRED)}>
          <Difference name="Best elite − bare host, points" interval={difference} />
          <Difference name="Portfolio − bare host, points" interval={portfolioDifference} />
        </dl>
      )}
      <ByFamily measurement={measurement} />
    </section>
  );
}

const PAIRED =
  'Differences are taken task by task (paired), so tasks that are hard for all cancel out. In the portfolio the router, a parameter of measurement, chooses the elite that answers; where survival is by niche, the holders answer, each in its own.';
const points = (value: number) => signed(value * 100, 1);

function Difference({ name, interval }: { name: string; interval: Interval }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={interval.low > 0 ? 'gain' : interval.high < 0 ? 'loss' : ''}>
        {points(interval.mean)} {bracket(interval.low, interval.high, points)}
      </dd>
    </div>
  );
}

function Bar({ label, interval, strong = false }: { label: ReactNode; interval: Interval; strong?: boolean }) {
  const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <div className="bar-row">
      <span className="bar-label">{label}</span>
      <span
        className="interval"
        data-strong={strong || undefined}
        {...tip(
          `Mean ${percent(interval.mean)} %, 95 % interval ${bracket(interval.low, interval.high, percent)}, n = ${count(interval.n)}`,
        )}
      >
        <span
          className="interval-span"
          style={{ left: at(interval.low), right: `calc(100% - ${at(interval.high)})` }}
        />
        <span className="interval-mean" style={{ left: at(interval.mean) }} />
      </span>
      <span className="bar-value">{percent(interval.mean)}</span>
    </div>
  );
}

function ByFamily({ measurement }: { measurement: Dated }) {
  const rows = NICHE_FAMILIES.flatMap(({ name }) => {
    const record = measurement.byFamily[name];
    return record ? [[name, record] as const] : [];
  });
  if (rows.length === 0) return null;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">family</th>
          <th scope="col">n</th>
          <th scope="col">base</th>
          <th scope="col">elite</th>
          <th scope="col">portfolio</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([family, { n, base, elite, portfolio }]) => (
          <tr key={family}>
            <th scope="row">{plainName(family)}</th>
            <td>{count(n)}</td>
            <td>{count(base)}</td>
            <td>{measurement.organelle === null ? '–' : count(elite)}</td>
            <td>{measurement.organelle === null ? '–' : count(portfolio)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function History({ measurements }: { measurements: readonly Dated[] }) {
  const page = usePage();
  return (
    <section aria-label="Earlier measurements">
      <h4>Earlier measurements</h4>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">gen</th>
            <th scope="col">n</th>
            <th scope="col">base, %</th>
            <th scope="col">elite, %</th>
            <th scope="col">portfolio, %</th>
          </tr>
        </thead>
        <tbody>
          {measurements.map((each, index) => (
            <tr key={index}>
              <td>
                <button
                  type="button"
                  className="link"
                  aria-label={`Go to generation ${each.generation}`}
                  onClick={() => void page.past.goTo(each.generation)}
                >
                  {count(each.generation)}
                </button>
              </td>
              <td>{count(each.tasks)}</td>
              <td>{percent(each.base.mean)}</td>
              <td
                {...tip(
                  `Elite − base ${points(each.difference.mean)} ${bracket(each.difference.low, each.difference.high, points)} points`,
                )}
              >
                {each.organelle === null ? '–' : percent(each.elite.mean)}
              </td>
              <td
                {...tip(
                  `Portfolio − base ${points(each.portfolioDifference.mean)} ${bracket(each.portfolioDifference.low, each.portfolioDifference.high, points)} points`,
                )}
              >
                {each.organelle === null ? '–' : percent(each.portfolio.mean)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
