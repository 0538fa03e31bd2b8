/**
 * What a person left at a run: bookmarks with a note, and breakpoints. Kept in this browser under the run's id, watched while
 * the run goes on. Where the browser keeps nothing they last as long as the page.
 */
import { reportOf } from '../../../core/errors.ts';
import { forgetPreference, keepPreference, readPreference } from '../preferences.ts';
import type { PageState, PageStore } from '../state.ts';
import { count } from '../../words/format.ts';
import { checkStop, firesAt, HAPPENINGS, stopWords, WATCHED, type Bookmark, type Stop } from './stops.ts';

type Kept = Pick<PageState, 'bookmarks' | 'stops'>;

/**
 * Reads what belongs to the run that is open, and rests the world where a breakpoint says so, for as long as the page lives. A
 * page that only looks on rests nothing, and what had been lived when the run was opened is history that stops nobody.
 */
export function watchRemembered(store: PageStore, rest: () => void): void {
  store.subscribe(({ run, live, stops, status }, before) => {
    if (run?.id !== before.run?.id) return store.setState({ ...keptOf(run?.id), stopped: null });
    if (!live || !before.live || live === before.live || stops.length === 0 || status?.phase === 'viewing') return;
    restAtStops(store, rest, Math.max(before.live.generation, run?.generations ?? 0));
  });
}

/** All that were reached since then are told together, with the first of them: a condition begins to hold but once. */
function restAtStops(store: PageStore, rest: () => void, since: number): void {
  const { live, stops } = store.getState();
  const fired = stops
    .map((stop) => ({ stop, at: firesAt(stop, live!, since) ?? Infinity }))
    .filter(({ at }) => at < Infinity)
    .sort((one, other) => one.at - other.at);
  const [first] = fired;
  if (!first) return;
  keep(store, { stops: stops.filter((stop) => !fired.some((each) => each.stop === stop)) });
  const words = fired.map(({ stop, at }) => {
    const own = stopWords(stop, live!.organelles);
    return at === first.at ? own : `${own} in ${count(at)}`;
  });
  store.setState({ stopped: { generation: first.at, words: words.join('; ') } });
  rest();
}

/** At the generation on screen; one that is there already stays, with its note. */
export function addBookmark(store: PageStore): void {
  const { shown, bookmarks } = store.getState();
  if (!shown || bookmarks.some(({ generation }) => generation === shown.generation)) return;
  const all = [...bookmarks, { generation: shown.generation, note: '' }];
  keep(store, { bookmarks: all.sort((one, other) => one.generation - other.generation) });
}

export function noteBookmark(store: PageStore, generation: number, note: string): void {
  const { bookmarks } = store.getState();
  keep(store, { bookmarks: bookmarks.map((each) => (each.generation === generation ? { generation, note } : each)) });
}

export function removeBookmark(store: PageStore, generation: number): void {
  keep(store, { bookmarks: store.getState().bookmarks.filter((each) => each.generation !== generation) });
}

/** One that can never fire becomes a problem on the page. Says whether it was added. */
export function addStop(store: PageStore, stop: Stop): boolean {
  const { live, stops } = store.getState();
  if (!live) return false;
  try {
    checkStop(stop, live);
  } catch (thrown) {
    store.setState({ problem: reportOf(thrown) });
    return false;
  }
  keep(store, { stops: [...stops.filter((other) => JSON.stringify(other) !== JSON.stringify(stop)), stop] });
  return true;
}

export function removeStop(store: PageStore, stop: Stop): void {
  keep(store, { stops: store.getState().stops.filter((other) => other !== stop) });
}

function keep(store: PageStore, changes: Partial<Kept>): void {
  store.setState(changes);
  const { run, bookmarks, stops } = store.getState();
  if (run) keepPreference(`remembered.${run.id}`, { bookmarks, stops });
}

/** What was left at a run goes with it. */
export function forgetRemembered(id: string): void {
  forgetPreference(`remembered.${id}`);
}

const NOTHING: Kept = { bookmarks: [], stops: [] };

function keptOf(id: string | undefined): Kept {
  return id === undefined ? NOTHING : readPreference(`remembered.${id}`, NOTHING, isKept);
}

function isKept(value: unknown): value is Kept {
  const { bookmarks, stops } = (value ?? {}) as Partial<Record<keyof Kept, unknown>>;
  return Array.isArray(bookmarks) && Array.isArray(stops) && bookmarks.every(isBookmark) && stops.every(isStop);
}

function isBookmark(value: unknown): value is Bookmark {
  const { generation, note } = (value ?? {}) as Partial<Record<keyof Bookmark, unknown>>;
  return Number.isInteger(generation) && typeof note === 'string';
}

function isStop(value: unknown): value is Stop {
  const stop = (value ?? {}) as Record<string, unknown>;
  if (stop.on === 'series')
    return (
      Object.hasOwn(WATCHED, String(stop.series)) &&
      ['above', 'below'].includes(String(stop.side)) &&
      typeof stop.value === 'number'
    );
  if (stop.on === 'happening') return Object.hasOwn(HAPPENINGS, String(stop.happening));
  return stop.on === 'line-ends' && Number.isInteger(stop.organelle);
}
