/**
 * What a person left at a run: bookmarks with a note, and breakpoints. Kept in this browser under the run's id, watched while
 * the run goes on. Where the browser keeps nothing they last as long as the page.
 */
import { reportOf } from '../../../core/errors.ts';
import { keepPreference, readPreference } from '../preferences.ts';
import type { PageState, PageStore } from '../state.ts';
import { checkStop, firesAt, HAPPENINGS, stopWords, WATCHED, type Bookmark, type Stop } from './stops.ts';

type Kept = Pick<PageState, 'bookmarks' | 'stops'>;

/** Reads what belongs to the run that is open, and rests the world where a breakpoint says so, for as long as the page lives. */
export function watchRemembered(store: PageStore, rest: () => void): void {
  store.subscribe((state, before) => {
    if (state.run?.id !== before.run?.id) store.setState({ ...keptOf(state.run?.id), stopped: null });
    else if (state.live && before.live && state.live !== before.live && state.stops.length > 0)
      restAtStops(store, rest, before.live.generation);
  });
}

function restAtStops(store: PageStore, rest: () => void, since: number): void {
  const { live, stops } = store.getState();
  const fired = stops.map((stop) => ({ stop, generation: firesAt(stop, live!, since) }));
  const first = fired.filter(({ generation }) => generation !== null).sort((a, b) => a.generation! - b.generation!)[0];
  if (!first) return;
  const { stop, generation } = first;
  keep(store, { stops: stops.filter((other) => other !== stop) });
  store.setState({ stopped: { generation: generation!, words: stopWords(stop, live!.organelles) } });
  rest();
}

/** At the generation on screen; a second one there takes the place of the first. */
export function addBookmark(store: PageStore, note = ''): void {
  const { shown, bookmarks } = store.getState();
  if (!shown) return;
  const others = bookmarks.filter(({ generation }) => generation !== shown.generation);
  const all = [...others, { generation: shown.generation, note }];
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
      String(stop.series) in WATCHED && ['above', 'below'].includes(String(stop.side)) && typeof stop.value === 'number'
    );
  if (stop.on === 'happening') return String(stop.happening) in HAPPENINGS;
  return stop.on === 'line-ends' && Number.isInteger(stop.organelle);
}
