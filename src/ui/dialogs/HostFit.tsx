/**
 * Parameters that start from what the chosen model can do: it is measured bare, and what is proposed says why. The
 * measuring is given up when the dialog closes.
 */
import { useEffect, useState } from 'react';
import type { Config } from '../../ecology/config/config.ts';
import type { ProposedWorld } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { tip } from '../parts/Tooltip.tsx';
import { panelParameterAt } from '../words/catalogue.ts';
import { count, quantity } from '../words/format.ts';

/** Train tasks in each cell: enough to tell never from sometimes from always. */
const TASKS = 8;
/** What somebody who watches waits for, s. */
const SECONDS_PER_GENERATION = 10;

const HELP =
  'Lets the bare model attempt train tasks of every cell and proposes opening cells, lengths, sizes and prices from ' +
  'what it does: seconds on a small model, minutes on a large one. The run that is open waits meanwhile.';

interface HostFitProps {
  /** Name of the model that is to be measured. */
  host: string;
  /** Whose other parameters are kept. */
  config: Config;
  /** Hash of the file of tasks that is lived on. */
  book?: string | undefined;
  /** What was proposed last, while it is in force. */
  proposed: ProposedWorld | null;
  onPropose: (proposed: ProposedWorld) => void;
}

export function HostFit({ host, config, book, proposed, onPropose }: HostFitProps) {
  const page = usePage();
  const activity = usePageState((state) => state.status?.activity);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => () => void page.lab.stopProposing(), [page]);

  const propose = async () => {
    setBusy(true);
    await page.attempt(async () => {
      const size = { tasks: TASKS, secondsPerGeneration: SECONDS_PER_GENERATION };
      const options = { config, host, ...size, ...(book !== undefined && { book }) };
      const world = await page.lab.proposeWorld(options);
      if (world) onPropose(world);
    });
    setBusy(false);
  };
  return (
    <div className="host-fit">
      {isBusy ? (
        <p className="host-fit-busy">
          <span role="status">Measuring what {host} can do</span>
          <progress aria-label="Measured" max={1} value={activity?.progress ?? 0} />
          <span className="muted">{Math.round(100 * (activity?.progress ?? 0))} %</span>
          <button type="button" onClick={() => void page.lab.stopProposing()}>
            Stop
          </button>
        </p>
      ) : (
        <button type="button" onClick={() => void propose()} {...tip(HELP)}>
          Fit to {host}
        </button>
      )}
      {proposed && !isBusy && <Reasons world={proposed} />}
    </div>
  );
}

function Reasons({ world: { changes, estimate } }: { world: ProposedWorld }) {
  const reasons = [...new Set(changes.map(({ why }) => why))];
  const titlesOf = (reason: string): string =>
    changes
      .filter(({ why }) => why === reason)
      .map(({ path }) => panelParameterAt(path)?.title ?? path)
      .join(', ');
  return (
    <details className="host-fit-reasons">
      <summary>
        {count(changes.length)} parameters are fitted: about {quantity(estimate.secondsPerGeneration)} s a generation,{' '}
        {megabytes(estimate.poolBytes)} of memory, at most {megabytes(estimate.storedBytes)} stored in a hundred
        generations. Why?
      </summary>
      <dl>
        {reasons.map((reason) => (
          <div key={reason}>
            <dt>{titlesOf(reason)}</dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function megabytes(bytes: number): string {
  return `${count(Math.ceil(bytes / 1e6))} MB`;
}
