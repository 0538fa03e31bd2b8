/**
 * The diary, in the middle of the page: what happened in sentences, the newest first, each with the way to its moment; among
 * them the bookmarks, and above them the breakpoints at which the world comes to rest.
 */
import { memo, useMemo, useState } from 'react';
import { CentreSwitch } from '../parts/CentreSwitch.tsx';
import { Empty } from '../parts/Empty.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { usePage, usePageState } from '../state/context.ts';
import { addBookmark, noteBookmark, removeBookmark } from '../state/following/remembered.ts';
import type { Bookmark } from '../state/following/stops.ts';
import { count } from '../words/format.ts';
import { diaryOf, SKILL_WINDOW, TWEAK_WINDOW, type DiaryEntry, type DiaryKind } from './diary.ts';
import { StopForm } from './StopForm.tsx';

/** The newest so many sentences; older ones are found by narrowing down or by going back in time. */
const MOST_SHOWN = 200;

const KINDS: readonly { kind: DiaryKind | 'all'; title: string }[] = [
  { kind: 'all', title: 'everything' },
  { kind: 'first', title: 'firsts' },
  { kind: 'skill', title: 'skills' },
  { kind: 'line', title: 'lines' },
  { kind: 'record', title: 'records' },
  { kind: 'tweak', title: 'tweaks' },
  { kind: 'world', title: 'the world' },
];

const HOW = `Written out of the journal: first births, families solved, mastered (four fifths right over ${SKILL_WINDOW} generations) and lost (under two fifths), lines that sweep or die out, records, and what followed a tweak (means of ${TWEAK_WINDOW} generations; what follows need not be caused).`;

export function Diary() {
  const page = usePage();
  const view = usePageState((state) => state.shown);
  const bookmarks = usePageState((state) => state.bookmarks);
  const [kind, setKind] = useState<DiaryKind | 'all'>('all');
  const entries = useMemo(() => (view ? diaryOf(view) : []), [view]);
  const told = entries.filter((entry) => kind === 'all' || entry.kind === kind);
  const lines = linesOf(told, bookmarks).slice(0, MOST_SHOWN);
  return (
    <section className="panel diary" aria-label="Diary">
      <header className="panel-head">
        <h2 className="visually-hidden">Diary</h2>
        <CentreSwitch />
        <span className="spacer" />
        <select
          aria-label="What is told"
          value={kind}
          onChange={(event) => setKind(event.target.value as DiaryKind)}
          {...tip(HOW)}
        >
          {KINDS.map(({ kind: each, title }) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="quiet"
          disabled={!view}
          onClick={() => addBookmark(page.store)}
          {...tip('At the moment on screen (B)')}
        >
          Bookmark
        </button>
      </header>
      <StopForm />
      {lines.length === 0 ? (
        <Empty>What happens is told here in sentences, from the first generation on.</Empty>
      ) : (
        <ol className="diary-list" tabIndex={0} aria-label="What happened, the newest first">
          {lines.map((line) => (
            <Line {...line} key={line.id} isShown={view?.generation === line.generation} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface LineProps {
  id: string;
  generation: number;
  entry?: DiaryEntry;
  bookmark?: Bookmark;
}

/** Bookmarks stand before what happened in their generation. */
function linesOf(entries: readonly DiaryEntry[], bookmarks: readonly Bookmark[]): LineProps[] {
  const told = entries.map((entry, at): LineProps => ({
    id: `${at} ${entry.sentence}`,
    generation: entry.generation,
    entry,
  }));
  const marked = bookmarks.map((bookmark): LineProps => {
    const { generation } = bookmark;
    return { id: `bookmark ${generation}`, generation, bookmark };
  });
  return [...told, ...marked].reverse().sort((one, other) => other.generation - one.generation);
}

const Line = memo(function Line({ generation, entry, bookmark, isShown }: LineProps & { isShown: boolean }) {
  const page = usePage();
  return (
    <li aria-current={isShown || undefined}>
      <button
        type="button"
        className="quiet diary-when"
        aria-label={`Show generation ${count(generation)}`}
        onClick={() => void page.past.goTo(generation)}
      >
        {count(generation)}
      </button>
      {bookmark ? <BookmarkNote {...bookmark} /> : <span>{entry?.sentence}</span>}
      {entry?.organelle === undefined ? <span /> : <OrganelleLink id={entry.organelle} />}
    </li>
  );
});

function BookmarkNote({ generation, note }: Bookmark) {
  const { store } = usePage();
  return (
    <span className="diary-note">
      <span aria-hidden="true">⚑</span>
      <input
        type="text"
        placeholder="A note"
        aria-label={`Note on generation ${count(generation)}`}
        value={note}
        onChange={(event) => noteBookmark(store, generation, event.target.value)}
      />
      <button
        type="button"
        className="quiet"
        aria-label={`Remove the bookmark at ${count(generation)}`}
        onClick={() => removeBookmark(store, generation)}
      >
        ×
      </button>
    </span>
  );
}
