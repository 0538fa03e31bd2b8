/** The diary and the breakpoints: held against small worlds counted by hand, and against naive counts over made-up journals. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Event, GenerationRecord } from '../../src/ecology/events/events.ts';
import type { RunSummary } from '../../src/lab/contract.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { Series, View } from '../../src/record/fold/view.ts';
import { diaryOf } from '../../src/ui/diary/diary.ts';
import { LabPage } from '../../src/ui/state/lab-page.ts';
import {
  addBookmark,
  addStop,
  forgetRemembered,
  noteBookmark,
  removeBookmark,
  watchRemembered,
} from '../../src/ui/state/following/remembered.ts';
import { checkStop, firesAt, stopWords, type Stop } from '../../src/ui/state/following/stops.ts';
import { createPageStore, type PageState } from '../../src/ui/state/state.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';
import { child, ended, founder, makeJournal, pageOf, started } from '../support/journal-maker.ts';
import { replayedLab } from './replayed-lab.ts';

const { records } = makeJournal(4, 60);
const made = foldedOf(records);
const retired = (organelle: number): Event => ({ type: 'retired', organelle, why: 'age', estate: 10 });

/** Two founders; the line of 1 grows to three of four, then all of the line of 2 die. */
const PAGES: Event[][] = [
  [started(), founder(1, 40), founder(2, 40)],
  [child(3, 1, 1, 10), child(4, 2, 2, 10)],
  [child(5, 1, 1, 10), child(6, 3, 1, 5)],
  [retired(4), { ...retired(2), estate: 30 } as Event],
];
const view = viewAfter(PAGES.length);

afterEach(() => vi.unstubAllGlobals());

describe('the diary', () => {
  it('tells first births, sweeps and extinctions', () => {
    const told = diaryOf(view).map(({ generation, sentence }) => `${generation}: ${sentence}`);
    expect(told).toContain('1: F3 is the first to be born of a split.');
    expect(told).toContain('2: The line of F1 sweeps: 4 of 6 are of it.');
    expect(told).toContain('3: The line of F2 dies out; it once had 2.');
    expect(told.filter((each) => each.includes('sweeps'))).toHaveLength(1);
  });

  it('tells when families are solved, mastered, lost and mastered again', () => {
    const shares = [NaN, 0, 0.5, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, NaN, 1, 1, 1, 1, 1];
    const skilled = {
      ...view,
      marks: [],
      organelles: new Map(),
      series: seriesOf({ solvedByFamily: { math: shares } }, shares.length),
    };
    expect(diaryOf(skilled).map(({ generation, sentence }) => `${generation} ${sentence.replace(/:.*/, '')}`)).toEqual([
      '2 math is solved for the first time.',
      '6 math is mastered for the first time',
      '11 math is lost',
      '17 math is mastered again',
    ]);
  });

  it('tells every tenth of coverage once', () => {
    const coverage = [0, 0.05, 0.12, 0.09, 0.13, 0.35, 0.29, 0.4];
    const covered = { ...view, marks: [], organelles: new Map(), series: seriesOf({ coverage }, coverage.length) };
    expect(diaryOf(covered).map(({ generation }) => generation)).toEqual([2, 5, 7]);
  });

  it('tells what followed a tweak as means before and from it on', () => {
    const roi = [NaN, 1, 1, 3, 5];
    const tweak = { generation: 3, kind: 'tweak' as const, count: 1, label: 'Ticket: 0.2 → 0.4' };
    const tweaked = {
      ...view,
      marks: [tweak],
      organelles: new Map(),
      series: seriesOf({ roi, population: [4, 4, 4, 6, 8] }, 5),
    };
    expect(diaryOf(tweaked).map(({ sentence }) => sentence)).toEqual([
      'Ticket: 0.2 → 0.4. Before it and in the 2 generations from it on: ROI +1.00 → +4.00 E, population 4.0 → 7.0.',
    ]);
  });

  it('of a past moment is the beginning of that of now, but for what followed tweaks', () => {
    const then = foldedOf(records.slice(0, 31));
    const settled = (of: View) =>
      diaryOf(of)
        .filter(({ kind }) => kind !== 'tweak')
        .map((entry) => JSON.stringify(entry));
    expect(settled(made).filter((text) => (JSON.parse(text) as { generation: number }).generation <= 30)).toEqual(
      settled(then),
    );
  });
});

describe('breakpoints', () => {
  const above = (series: 'population' | 'coverage', value: number): Stop => ({
    on: 'series',
    series,
    side: 'above',
    value,
  });

  it('fire when they begin to hold, and not before', () => {
    expect(view.series.population).toEqual([2, 4, 6, 4]);
    expect(firesAt(above('population', 3), view, 0)).toBe(1);
    expect(firesAt(above('population', 3), view, 1)).toBeNull();
    expect(firesAt({ on: 'series', series: 'population', side: 'below', value: 5 }, view, 0)).toBe(3);
    expect(firesAt({ on: 'line-ends', organelle: 2 }, view, 0)).toBe(3);
    expect(firesAt({ on: 'line-ends', organelle: 1 }, view, 0)).toBeNull();
    expect(firesAt({ on: 'happening', happening: 'death' }, view, 0)).toBe(3);
    expect(stopWords({ on: 'line-ends', organelle: 2 }, view.organelles)).toBe('the line of F2 dies out');
  });

  it('that can never fire are refused', () => {
    const code = expect.objectContaining({ code: 'stop-impossible' });
    expect(() => checkStop(above('coverage', 140), view)).toThrow(code);
    expect(() => checkStop(above('population', NaN), view)).toThrow(code);
    expect(() => checkStop({ on: 'line-ends', organelle: 2 }, view)).toThrow(code);
    expect(() => checkStop(above('coverage', 40), view)).not.toThrow();
  });

  it('bring a world that plays to rest, once, and say when', async () => {
    const page = new LabPage((listener) => replayedLab(listener, records, { lived: 0 }));
    await page.open({ autoplay: false, speed: 60 });
    await until(() => page.store.getState().live !== null);
    const { population } = made.series;
    const most = Math.max(...population);
    expect(addStop(page.store, above('coverage', 500))).toBe(false);
    expect(page.store.getState().problem?.code).toBe('stop-impossible');
    expect(addStop(page.store, above('population', most - 0.5))).toBe(true);
    page.play();
    await until(() => page.store.getState().stopped !== null);
    await until(() => page.store.getState().status?.phase === 'paused');
    expect(page.store.getState().stopped).toEqual({
      generation: population.indexOf(most),
      words: `population above ${most - 0.5}`,
    });
    expect(page.store.getState().stops).toEqual([]);
  });

  /** A page that has seen the first two generations of the small world and then sees the rest at once. */
  const afterBoth = (changes: Partial<PageState>) => {
    const stops: Stop[] = [
      { on: 'line-ends', organelle: 2 },
      above('population', 5),
      { on: 'happening', happening: 'custom' },
    ];
    const store = createPageStore();
    const rest = vi.fn();
    watchRemembered(store, rest);
    store.setState({ run: runOf('small', 0) });
    store.setState({ live: viewAfter(2), stops, ...changes });
    store.setState({ live: view });
    return { rest, ...store.getState(), all: stops };
  };

  it('that are reached together are told together, and none waits for what is past', () => {
    const { rest, stopped, stops, all } = afterBoth({});
    expect(stopped).toEqual({ generation: 2, words: 'population above 5; the line of F2 dies out in 3' });
    expect(stops).toEqual([all[2]]);
    expect(rest).toHaveBeenCalledOnce();
  });

  it('stop nothing in a page that only looks on', () => {
    const { rest, stopped, stops, all } = afterBoth({ status: { ...INITIAL_STATUS, phase: 'viewing' } });
    expect([rest.mock.calls, stopped, stops]).toEqual([[], null, all]);
  });

  it('are not reached by what was lived before the run was opened', async () => {
    const kept = storage();
    const stop = above('population', 2);
    kept.set('evolora.remembered.replayed', JSON.stringify({ bookmarks: [], stops: [stop] }));
    // Two founders, and a birth that the page reads in its second go.
    const long = Array.from({ length: 250 }, (_, at) =>
      pageOf(at, [...(at === 0 ? PAGES[0]! : at === 120 ? [child(3, 1, 1, 10)] : []), ended()]),
    );
    const page = new LabPage((listener) => replayedLab(listener, long, { lived: 249 }));
    await page.open({ autoplay: false, speed: 2 });
    await until(() => page.store.getState().live?.generation === 249);
    expect(page.store.getState().stops).toEqual([stop]);
    expect(page.store.getState().stopped).toBeNull();
  });

  it('and bookmarks are forgotten with a run that is deleted', () => {
    const kept = storage();
    const store = createPageStore();
    store.setState({ run: runOf('one', 3), live: view, shown: view });
    addBookmark(store);
    expect([...kept.keys()]).toEqual(['evolora.remembered.one']);
    forgetRemembered('one');
    expect(kept.size).toBe(0);
  });

  it('and bookmarks go with their run', async () => {
    const page = new LabPage((listener) => replayedLab(listener, records));
    await page.open({ autoplay: false, speed: 2 });
    await until(() => page.store.getState().live?.generation === records.length - 1);
    addBookmark(page.store);
    await page.past.goTo(7);
    addBookmark(page.store);
    noteBookmark(page.store, 7, 'here');
    addBookmark(page.store);
    expect(page.store.getState().bookmarks).toEqual([
      { generation: 7, note: 'here' },
      { generation: records.length - 1, note: '' },
    ]);
    removeBookmark(page.store, 7);
    expect(page.store.getState().bookmarks).toHaveLength(1);
    page.store.setState(({ run }) => ({ run: { ...run!, id: 'another' } }));
    expect(page.store.getState().bookmarks).toEqual([]);
  });
});

function foldedOf(pages: readonly GenerationRecord[]): View {
  return pages.reduce<View | null>((before, page) => foldRecord(before, page), null)!;
}

/** The small world after so many of its generations. */
function viewAfter(generations: number): View {
  return foldedOf(PAGES.slice(0, generations).map((events, at) => pageOf(at, [...events, ended()])));
}

function runOf(id: string, generations: number): RunSummary {
  return { id, name: id, seed: '7', generations, savedAt: 0, hostName: 'micro' };
}

/** A browser's storage of its own for one test. */
function storage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  return kept;
}

function seriesOf(columns: Partial<Series>, n: number): Series {
  const gap = new Array<number>(n).fill(NaN);
  const generation = gap.map((_, at) => at);
  return {
    ...view.series,
    coverage: new Array<number>(n).fill(0),
    roi: gap,
    population: gap,
    solvedByFamily: {},
    ...columns,
    generation,
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSo()).toBe(true);
}
