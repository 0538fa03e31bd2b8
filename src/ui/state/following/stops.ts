/**
 * Breakpoints: conditions on the series or on what happens, at which a world that plays comes to rest. One fires when it begins
 * to hold, tells when that was, and is gone.
 */
import { LabError } from '../../../core/errors.ts';
import { lineOf } from '../../../record/fold/line.ts';
import type { Mark, View } from '../../../record/fold/view.ts';
import { count, plain } from '../../words/format.ts';

/** What can be watched, in the units of the charts; shares are per cent here. */
export const WATCHED = {
  coverage: { title: 'coverage, %', low: 0, high: 100, of: ({ coverage }: View['series']) => coverage, times: 100 },
  solved: { title: 'solved, %', low: 0, high: 100, of: ({ solved }: View['series']) => solved, times: 100 },
  population: {
    title: 'population',
    low: 0,
    high: Infinity,
    of: ({ population }: View['series']) => population,
    times: 1,
  },
  energy: { title: 'energy, E', low: -Infinity, high: Infinity, of: ({ energy }: View['series']) => energy, times: 1 },
  roi: { title: 'ROI, E', low: -Infinity, high: Infinity, of: ({ roi }: View['series']) => roi, times: 1 },
  qdScore: { title: 'QD-score, E', low: 0, high: Infinity, of: ({ qdScore }: View['series']) => qdScore, times: 1 },
} as const;
export type Watched = keyof typeof WATCHED;

export const HAPPENINGS = {
  passed: {
    title: 'a merged child passes its test',
    is: ({ kind, passed }: Mark) => kind === 'merge' && passed === true,
  },
  custom: { title: 'a custom changes', is: ({ kind }: Mark) => kind === 'custom' },
  taken: { title: 'a niche is taken', is: ({ kind }: Mark) => kind === 'taken' },
  starved: { title: 'a niche starves', is: ({ kind }: Mark) => kind === 'starved' },
  death: { title: 'somebody dies', is: ({ kind }: Mark) => kind === 'death' },
  setback: { title: 'a setback is told', is: ({ kind }: Mark) => kind === 'regression' },
} as const;
export type Happening = keyof typeof HAPPENINGS;

export interface Bookmark {
  generation: number;
  note: string;
}

export type Stop =
  | { on: 'series'; series: Watched; side: 'above' | 'below'; value: number }
  | { on: 'happening'; happening: Happening }
  /** Nobody of this organelle's line lives any more: itself and all who descend from it by either parent. */
  | { on: 'line-ends'; organelle: number };

/** `coverage, % above 40`. */
export function stopWords(stop: Stop, organelles: View['organelles']): string {
  if (stop.on === 'series') return `${WATCHED[stop.series].title} ${stop.side} ${plain(stop.value)}`;
  if (stop.on === 'happening') return HAPPENINGS[stop.happening].title;
  return `the line of ${organelles.get(stop.organelle)?.name ?? `no. ${stop.organelle}`} dies out`;
}

/** Throws LabError `stop-impossible` for a condition that can never begin to hold. */
export function checkStop(stop: Stop, view: View): void {
  const never = (why: string, next: string) =>
    new LabError('stop-impossible', `This can never stop the world: ${why}.`, next);
  if (stop.on === 'series') {
    const { title, low, high } = WATCHED[stop.series];
    if (!Number.isFinite(stop.value)) throw never(`${title} is compared with no number`, 'Write a number.');
    const isBeyond = stop.side === 'above' ? stop.value >= high : stop.value <= low;
    const bound = stop.side === 'above' ? high : low;
    if (isBeyond) throw never(`${title} is never ${stop.side} ${count(bound)}`, `Choose a number within reach.`);
  }
  if (stop.on === 'line-ends' && !isLineAlive(stop.organelle, view, view.generation))
    throw never('nobody of that line lives any more', 'Open an organelle whose line lives.');
}

/** The first generation after `since` in which it begins to hold; null when there is none yet. */
export function firesAt(stop: Stop, view: View, since: number): number | null {
  for (let generation = since + 1; generation <= view.generation; generation++)
    if (holdsAt(stop, view, generation) && (stop.on === 'happening' || !holdsAt(stop, view, generation - 1)))
      return generation;
  return null;
}

function holdsAt(stop: Stop, view: View, generation: number): boolean {
  if (stop.on === 'happening')
    return view.marks.some((mark) => mark.generation === generation && HAPPENINGS[stop.happening].is(mark));
  if (stop.on === 'line-ends') return !isLineAlive(stop.organelle, view, generation);
  const { of, times } = WATCHED[stop.series];
  const value = of(view.series)[generation - (view.series.generation[0] ?? 0)]! * times;
  return stop.side === 'above' ? value > stop.value : value < stop.value;
}

function isLineAlive(first: number, { organelles }: View, generation: number): boolean {
  return [...lineOf(first, organelles)].some((id) => {
    const { bornGeneration = Infinity, diedGeneration = null } = organelles.get(id) ?? {};
    return bornGeneration <= generation && (diedGeneration === null || generation < diedGeneration);
  });
}
