/** One organelle's life: its traits, relatives and niches, what it learnt, its account line by line, its last answers. */
import { plainName } from '../../record/fold/niches.ts';
import { useMemo, useState } from 'react';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { signClass } from '../parts/colour.ts';
import { usePage, usePageState } from '../state/context.ts';
import { count, percent, plural, quantity, signed } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { Icon } from '../parts/Icon.tsx';
import { LineageMark, OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { sinceWords } from '../world/held.ts';
import { shareWithInterval } from '../world/niche.ts';
import { AnswerCard } from '../answers/AnswerCard.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Learning } from '../learning/Learning.tsx';
import { ageOf, meanRoi, originOf } from '../words/organelle.ts';
import { Statement } from './Statement.tsx';
import { episodesOf, RETIREMENT_WORDS } from '../../record/fold/statement.ts';
import { useRecords } from './useRecords.ts';

const CHAPTERS = [
  { name: 'life', title: 'Life' },
  { name: 'learning', title: 'Learning' },
  { name: 'statement', title: 'Statement' },
  { name: 'answers', title: 'Answers' },
] as const;
type Chapter = (typeof CHAPTERS)[number]['name'];

/** The journal is read this far back; a life of default length fits twice. */
const MOST_GENERATIONS = 80;

export function OrganelleDetail({ id }: { id: number }) {
  const page = usePage();
  const view = usePageState((state) => state.shown);
  const [chapter, setChapter] = useState<Chapter>('life');
  const organelle = view?.organelles.get(id);
  if (!view || !organelle) {
    return (
      <div className="organelle-detail">
        <Empty>This organelle is not born yet at the moment shown. Go forward, or choose another one.</Empty>
      </div>
    );
  }
  return (
    <section className="organelle-detail" aria-label={`Organelle ${organelle.name}`}>
      <header className="detail-head">
        <h3>
          <LineageMark id={organelle.id} explained />
          {organelle.name}
        </h3>
        <span className="muted">
          no. {organelle.id} on {view.run.host.name}
        </span>
        <span className="spacer" />
        <button
          type="button"
          className="icon-button"
          aria-label="Close organelle"
          onClick={() => page.selectOrganelle(null)}
        >
          <Icon name="close" size={14} />
        </button>
      </header>
      <p className="detail-lead">{lifeSentence(organelle, view)}</p>
      <nav className="chapters" aria-label="About this organelle">
        {CHAPTERS.map(({ name, title }) => (
          <button key={name} type="button" aria-pressed={chapter === name} onClick={() => setChapter(name)}>
            {title}
          </button>
        ))}
      </nav>
      <div className="panel-list">
        {chapter === 'life' && <Life organelle={organelle} view={view} />}
        {chapter === 'learning' && <Learning organelle={organelle} view={view} />}
        {(chapter === 'statement' || chapter === 'answers') && (
          <FromJournal organelle={organelle} view={view} chapter={chapter} />
        )}
      </div>
    </section>
  );
}

function lifeSentence(organelle: OrganelleView, view: View): string {
  const end =
    organelle.diedGeneration === null
      ? `${plural(ageOf(organelle, view.generation), 'generation')} old`
      : `died in generation ${count(organelle.diedGeneration)}, ${RETIREMENT_WORDS[organelle.diedWhy ?? 'age']}`;
  return `${originOf(organelle)}, ${end}, balance ${quantity(organelle.energy)}\u00a0E${organelle.strikes > 0 ? `, ${plural(organelle.strikes, 'strike')}` : ''}.`;
}

const TRAITS = [
  ['mutationStep', 'Mutation', '', 'm: the share of noise in the weights of its children.'],
  [
    'beta',
    'Choosiness',
    '1/E',
    'β: how strongly it prefers the cells it values most (inverse temperature of its softmax), per E of learned value.',
  ],
  ['decay', 'Forgetting', '', 'The weight of one new episode in its learned value of a cell.'],
  ['explorationBonus', 'Curiosity', 'E', 'The upper-confidence bonus for cells it rarely tried.'],
] as const;

function Life({ organelle, view }: { organelle: OrganelleView; view: View }) {
  const roi = meanRoi(organelle);
  const children = useMemo(
    () => [...view.organelles.values()].filter((other) => other.parents.includes(organelle.id)),
    [view.organelles, organelle.id],
  );
  return (
    <>
      <dl className="facts">
        {TRAITS.map(([key, name, unit, help]) => (
          <Fact
            key={key}
            name={unit ? `${name}, ${unit}` : name}
            help={`${help}\nHeritable: a child has its parent’s, changed a little.`}
            value={quantity(organelle.traits[key], { decimals: organelle.traits[key] < 1 ? 3 : 2 })}
          />
        ))}
        <Fact name="Rank" help="Rank of its adapter at every projection." value={count(organelle.rank)} />
        <Fact name="Descent" help="Births from its founder to it." value={plural(organelle.depth, 'birth')} />
        <Fact name="Episodes" help="Attempts over its whole life." value={count(organelle.episodes)} />
        <Fact
          name="Solved, %"
          help="How many of its attempts were solved, with the 95 % interval."
          value={percent(organelle.solved / organelle.episodes)}
          tipMore={shareWithInterval(organelle.solved, organelle.episodes)}
        />
        <Fact
          name="Mean ROI, E"
          help="Revenue − cost per episode over its whole life."
          value={signed(roi)}
          className={signClass(roi)}
          tipMore={`n = ${count(organelle.episodes)}`}
        />
        <Fact
          name="Weights"
          help={`SHA-256 of its weights: ${organelle.weights}`}
          value={organelle.weights.slice(0, 8)}
          className="mono"
        />
      </dl>
      {view.niches.size > 0 && <Held organelle={organelle} view={view} />}
      <h4>Relatives</h4>
      <Relatives organelle={organelle} offspring={children} />
      <h4>Niches it tried</h4>
      <Niches organelle={organelle} />
    </>
  );
}

const MOST_RELATIVES = 24;

function Relatives({ organelle, offspring }: { organelle: OrganelleView; offspring: readonly OrganelleView[] }) {
  return (
    <p className="relatives">
      <span className="muted">parents</span>
      {organelle.parents.length === 0 ? (
        <span>none, {parentless(organelle)}</span>
      ) : (
        organelle.parents.map((id) => <OrganelleLink key={id} id={id} />)
      )}
      {organelle.former !== null && (
        <>
          <span className="muted">before</span>
          <OrganelleLink id={organelle.former} />
        </>
      )}
      <span className="muted">children</span>
      {offspring.length === 0 ? (
        <span>none yet</span>
      ) : (
        offspring.slice(0, MOST_RELATIVES).map(({ id }) => <OrganelleLink key={id} id={id} />)
      )}
      {offspring.length > MOST_RELATIVES && <span className="muted">and {offspring.length - MOST_RELATIVES} more</span>}
    </p>
  );
}

/** The niches that it holds, where survival is by niche. */
function Held({ organelle, view }: { organelle: OrganelleView; view: View }) {
  const page = usePage();
  const held = [...view.niches.values()].filter(({ holder }) => holder === organelle.id);
  const isDead = organelle.diedGeneration !== null;
  return (
    <>
      <h4>Niches it holds</h4>
      <p className="relatives">
        {isDead || held.length === 0 ? (
          <span className="muted">{isDead ? 'none any more' : 'none'}</span>
        ) : (
          held.map((niche) => (
            <span key={niche.cell}>
              <button type="button" className="link" onClick={() => page.selectCell(niche.cell)}>
                {plainName(niche.cell)}
              </button>{' '}
              <span className="muted">{sinceWords(niche)}</span>
            </span>
          ))
        )}
      </p>
    </>
  );
}

/** What one without parents is. */
function parentless({ operator, bornGeneration }: OrganelleView): string {
  if (operator === 'immigrant') return 'one that returned';
  if (operator === 'brought') return 'one that was brought in';
  return bornGeneration === 0 ? 'a founder' : 'a newcomer';
}

function Niches({ organelle }: { organelle: OrganelleView }) {
  const page = usePage();
  const rows = Object.entries(organelle.cells).sort(([, a], [, b]) => b.n - a.n);
  if (rows.length === 0) return <Empty>Its first attempts come with the next generation.</Empty>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">cell</th>
          <th scope="col">n</th>
          <th scope="col">solved, %</th>
          <th scope="col">ROI, E</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([cell, record]) => (
          <tr key={cell}>
            <th scope="row">
              <button type="button" className="link" onClick={() => page.selectCell(cell)}>
                {plainName(cell)}
              </button>
            </th>
            <td>{count(record.n)}</td>
            <td {...tip(shareWithInterval(record.solved, record.n))}>{percent(record.solved / record.n)}</td>
            <td className={signClass(record.roiSum / record.n)}>{signed(record.roiSum / record.n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FromJournal({ organelle, view, chapter }: { organelle: OrganelleView; view: View; chapter: Chapter }) {
  const to = organelle.diedGeneration ?? view.generation;
  const from = Math.max(organelle.bornGeneration, to - MOST_GENERATIONS + 1);
  const records = useRecords(from, to);
  if (!records) return <Empty>Reading its life from the journal.</Empty>;
  if (chapter === 'statement') {
    return <Statement organelle={organelle} records={records} isWhole={from === organelle.bornGeneration} />;
  }
  return <LastAnswers organelle={organelle} records={records} />;
}

const MOST_ANSWERS = 60;

function LastAnswers({ organelle, records }: { organelle: OrganelleView; records: readonly GenerationRecord[] }) {
  const answers = useMemo(() => episodesOf(organelle.id, records).slice(0, MOST_ANSWERS), [organelle.id, records]);
  if (answers.length === 0)
    return <Empty>It has not attempted anything yet. Its first answers come with the next generation.</Empty>;
  return answers.map((answer) => <AnswerCard key={`${answer.generation}.${answer.index}`} answer={answer} />);
}
