/** Where the host computes and how fast; behind it, quietly, what else there is to know. */
import { useId } from 'react';
import { usePage, usePageState } from '../state/context.ts';
import { compact, quantity } from '../words/format.ts';
import { siteInWords } from './site.ts';

export function BackendChip() {
  const id = useId();
  const page = usePage();
  const status = usePageState((state) => state.status);
  const site = usePageState((state) => siteInWords(state.site, crossOriginIsolated));
  if (!status || (!status.hostName && !status.backend)) return null;
  const where = [status.hostName, status.backend].filter(Boolean).join(' · ');
  const speed = status.tokensPerSecond === null ? '' : ` · ${quantity(status.tokensPerSecond)} tok/s`;
  return (
    <>
      <button type="button" className="backend-chip" popoverTarget={id} aria-label={`Backend: ${where}${speed}`}>
        {where}
        {speed}
        {status.notes.length > 0 && <span className="note-dot" aria-hidden="true" />}
      </button>
      <div id={id} popover="auto" className="popover" role="note" aria-label="Backend">
        <dl className="facts single">
          <ChipFact name="Host" value={status.hostName || '–'} />
          <ChipFact name="Parameters" value={compact(status.hostParameters)} />
          <ChipFact name="Backend" value={status.backend || '–'} />
          <ChipFact name="Tokens per second" value={quantity(status.tokensPerSecond)} />
          <ChipFact name="Episodes per second" value={quantity(status.episodesPerSecond)} />
        </dl>
        {status.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        {site && <p>{site}</p>}
        <p>
          <button type="button" popoverTarget={id} onClick={() => page.openDialog('models')}>
            Models…
          </button>
        </p>
      </div>
    </>
  );
}

function ChipFact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
