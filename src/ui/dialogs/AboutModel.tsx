/** What the lab sees in the model that is loaded, once somebody asks: the run waits while it is looked into. */
import { useState } from 'react';
import type { HostReport } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { plural } from '../words/format.ts';
import { reportFacts, memoryIn } from '../words/model-report.ts';

/** @param name  of the loaded model; another one is another report */
export function AboutModel({ name }: { name: string }) {
  const page = usePage();
  const doing = usePageState((state) => state.status?.activity?.text);
  const [report, setReport] = useState<HostReport | null>(null);
  const [isBusy, setBusy] = useState(false);
  const look = async () => {
    setBusy(true);
    await page.attempt(async () => setReport(await page.lab.aboutHost()));
    setBusy(false);
  };
  return (
    <section className="about-model" aria-label={`About ${name}`}>
      <header>
        <h3>About {name}</h3>
        {isBusy && (
          <span role="status" className="muted">
            {doing ?? 'Waiting for the generation under way'}…
          </span>
        )}
        {!report && !isBusy && (
          <button type="button" onClick={() => void look()}>
            Look into it
          </button>
        )}
      </header>
      {report && <Report report={report} />}
    </section>
  );
}

function Report({ report }: { report: HostReport }) {
  return (
    <>
      <dl>
        {reportFacts(report).map(([what, found]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{found}</dd>
          </div>
        ))}
      </dl>
      <table>
        <caption>Memory, with adapters of rank {report.memory[0]?.rank}</caption>
        <thead>
          <tr>
            <th scope="col">Rows × tokens</th>
            <th scope="col">Weights</th>
            <th scope="col">Answering</th>
            <th scope="col">Training</th>
          </tr>
        </thead>
        <tbody>
          {report.memory.map((need) => (
            <tr key={need.rows}>
              <th scope="row">
                {need.rows} × {need.tokens}
              </th>
              <td>{memoryIn(need.session)}</td>
              <td>+ {memoryIn(need.decoding)}</td>
              <td>{need.training === null ? 'none' : `+ ${memoryIn(need.training)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {report.notes.length > 0 && (
        <ul className="about-notes" aria-label={plural(report.notes.length, 'note')}>
          {report.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}
