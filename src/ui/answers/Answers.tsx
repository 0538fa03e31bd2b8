/** The stream of answers: those under way, token by token, then the finished ones, newest first. */
import { plainName } from '../../record/fold/niches.ts';
import { useMemo, useState } from 'react';
import type { StreamedText } from '../../lab/contract.ts';
import type { AnswerView } from '../../record/fold/view.ts';
import { usePage, usePageState } from '../state/context.ts';
import { count } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { Icon } from '../parts/Icon.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { AnswerCard } from './AnswerCard.tsx';
import { CellCard } from './CellCard.tsx';

type Outcome = 'all' | 'solved' | 'unsolved';
const MOST_CARDS = 60;
const MOST_STREAMS = 4;

export function Answers() {
  const [outcome, setOutcome] = useState<Outcome>('all');
  const cell = usePageState((state) => state.selectedCell);
  const organelle = usePageState((state) => state.selectedOrganelle);
  const answers = usePageState((state) => state.shown?.answers);
  const isLive = usePageState((state) => state.past === null);
  const shown = useMemo(
    () => (answers ? filterAnswers(answers, outcome, cell, organelle) : []),
    [answers, outcome, cell, organelle],
  );
  return (
    <>
      <div className="people-filter">
        <OutcomeFilter value={outcome} onChange={setOutcome} />
        <span className="spacer" />
        <ActiveFilters />
      </div>
      <div className="panel-list answers">
        {cell && <CellCard id={cell} />}
        {isLive && <Streams cell={cell} organelle={organelle} />}
        {shown.slice(0, MOST_CARDS).map((answer) => (
          <AnswerCard key={`${answer.generation}.${answer.index}`} answer={answer} />
        ))}
        {shown.length === 0 && (
          <NoAnswers
            isFiltered={cell !== null || organelle !== null || outcome !== 'all'}
            hasWorld={answers !== undefined}
          />
        )}
        {shown.length > MOST_CARDS && (
          <p className="list-end">{count(shown.length - MOST_CARDS)} more of the newest answers match.</p>
        )}
      </div>
    </>
  );
}

function filterAnswers(
  answers: readonly AnswerView[],
  outcome: Outcome,
  cell: string | null,
  organelle: number | null,
): AnswerView[] {
  return answers
    .filter(
      (answer) =>
        (outcome === 'all' || answer.solved === (outcome === 'solved')) &&
        (cell === null || answer.cell === cell) &&
        (organelle === null || answer.organelle === organelle),
    )
    .reverse();
}

function OutcomeFilter({ value, onChange }: { value: Outcome; onChange: (value: Outcome) => void }) {
  return (
    <div className="segmented" role="radiogroup" aria-label="Which answers">
      {(['all', 'solved', 'unsolved'] as const).map((outcome) => (
        <label key={outcome}>
          <input type="radio" name="outcome" checked={value === outcome} onChange={() => onChange(outcome)} />
          <span>{outcome}</span>
        </label>
      ))}
    </div>
  );
}

/** The cell and the organelle that the stream is narrowed to, each with a way out. */
function ActiveFilters() {
  const page = usePage();
  const cell = usePageState((state) => state.selectedCell);
  const organelle = usePageState((state) => state.selectedOrganelle);
  const name = usePageState((state) =>
    organelle === null ? '' : (state.shown?.organelles.get(organelle)?.name ?? `no. ${organelle}`),
  );
  return (
    <>
      {cell && <Chip text={plainName(cell)} onRemove={() => page.selectCell(null)} />}
      {organelle !== null && <Chip text={name} onRemove={() => page.selectOrganelle(null)} />}
    </>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <button type="button" className="chip" aria-label={`Show not only ${text}`} onClick={onRemove}>
      {text}
      <Icon name="close" size={10} />
    </button>
  );
}

function Streams({ cell, organelle }: { cell: string | null; organelle: number | null }) {
  const texts = usePageState((state) => state.streaming);
  const matching = texts.filter(
    (text) => (cell === null || text.cell === cell) && (organelle === null || text.organelle === organelle),
  );
  if (matching.length === 0) return null;
  return (
    <section className="streams" aria-label="Being answered now">
      {matching.slice(0, MOST_STREAMS).map((text, index) => (
        <Stream key={index} text={text} />
      ))}
      {matching.length > MOST_STREAMS && (
        <p className="list-end">and {count(matching.length - MOST_STREAMS)} more are being answered now</p>
      )}
    </section>
  );
}

function Stream({ text }: { text: StreamedText }) {
  return (
    <article className="answer streaming">
      <header>
        <span className="grade muted">answering</span>
        <OrganelleLink id={text.organelle} />
        <span className="muted">{text.cell}</span>
      </header>
      <p className="prompt">{text.prompt}</p>
      <p className="reply">
        {text.text}
        <span className="caret" aria-hidden="true" />
      </p>
    </article>
  );
}

function NoAnswers({ isFiltered, hasWorld }: { isFiltered: boolean; hasWorld: boolean }) {
  if (!hasWorld)
    return <Empty>Answers stream in here, token by token, as soon as the first generation attempts its tasks.</Empty>;
  if (isFiltered)
    return (
      <Empty>
        None of the newest 200 answers match. They appear here when one does; remove a filter to see the others.
      </Empty>
    );
  return <Empty>No answers yet at this moment. They come with the first generation.</Empty>;
}
