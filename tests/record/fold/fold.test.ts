import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import { eventSchema, type Event, type GenerationRecord } from '../../../src/ecology/events/events.ts';
import { ANSWERS_KEPT, foldEvents, foldRecord } from '../../../src/record/fold/fold.ts';
import { TRAIL_KEPT } from '../../../src/record/fold/organelles.ts';
import type { View } from '../../../src/record/fold/view.ts';
import {
  child,
  ended,
  episode,
  founder,
  hexHash,
  makeJournal,
  measuredEvent,
  pageOf,
  started,
} from '../../support/journal-maker.ts';

const foldAll = (records: readonly GenerationRecord[], from: View | null = null): View =>
  records.reduce<View | null>((view, record) => foldRecord(view, record), from)!;

/** Freezes what is reachable, Maps by refusing their methods, so that a fold that writes into the past throws. */
function deepFreeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return;
  if (value instanceof Map) {
    for (const inner of value.values()) deepFreeze(inner);
    for (const method of ['set', 'delete', 'clear'] as const) {
      Object.defineProperty(value, method, {
        value: () => {
          throw new TypeError(`Map.${method} on a view of the past`);
        },
      });
    }
  }
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}

/** Two founders; one attempt each; the first splits, the second dies. All figures below are worked out by hand. */
const start = pageOf(0, [
  started(),
  { type: 'cell-opened', cell: 'math/short', why: 'start' },
  founder(1, 12),
  founder(2, 4),
  ended(1),
]);
const first = pageOf(1, [
  { type: 'climate', season: 0, prices: { 'math/short': 2 } },
  { type: 'ticket-paid', organelle: 1, energy: 1 },
  { type: 'strike', organelle: 2, strikes: 1 },
  episode({ index: 0, organelle: 1, revenue: 3, cost: 0.5, paid: 0.5, overflow: 1 }),
  episode({ index: 1, organelle: 2, revenue: 0, cost: 1, paid: 0.75, solved: false, grade: 0 }),
  {
    type: 'elite',
    family: 'math',
    depth: 'short',
    costBin: 1,
    organelle: 1,
    weights: hexHash(1),
    quality: 0.25,
    n: 8,
    meanRoi: 1,
    meanCost: 0.5,
    replaced: null,
  },
  child(3, 1, 1, 6),
  { type: 'retired', organelle: 2, why: 'bankrupt', estate: 3.25 },
  ended(2),
]);

describe('fold', () => {
  it('keeps the books of a hand-made generation', () => {
    const view = foldAll([start, first]);
    expect(view.generation).toBe(1);
    expect(view.living).toEqual([1, 3]);
    expect(view.organelles.get(1)).toMatchObject({ energy: 6.5, children: 1, episodes: 1, solved: 1, strikes: 0 });
    expect(view.organelles.get(1)!.energyTrail).toEqual([12, 6.5]);
    expect(view.organelles.get(1)!.roiTrail).toEqual([NaN, 2.5]);
    expect(view.organelles.get(1)!.cells).toEqual({ 'math/short': { n: 1, solved: 1, roiSum: 2.5 } });
    expect(view.organelles.get(2)).toMatchObject({ energy: 0, diedGeneration: 1, diedWhy: 'bankrupt', strikes: 1 });
    expect(view.organelles.get(3)).toMatchObject({ energy: 6, parents: [1], lineage: 1, bornGeneration: 1 });
    // environment: -12 -4 founders, -3 revenue, +1 overflow, +3.25 estate; dissipated: ticket 1, costs 0.5 and 0.75
    expect(view.environmentEnergy).toBe(-14.75);
    expect(view.dissipatedEnergy).toBe(2.25);
    expect(view.cells.get('math/short')).toMatchObject({ priceEnergy: 2, attempts: 2, solved: 1, lastAttempts: 2 });
    expect(view.totals).toEqual({ episodes: 2, solved: 1, births: 1, deaths: 1 });
    expect(view.flops).toEqual({ attempt: 200 });
    expect(view.stateHash).toBe(hexHash(2));
  });

  it('appends one hand-computed entry to every column', () => {
    const { series } = foldAll([start, first]);
    expect(series.generation).toEqual([0, 1]);
    expect(series.population).toEqual([2, 2]);
    expect(series.births).toEqual([0, 1]);
    expect(series.deaths).toEqual([0, 1]);
    expect(series.energy).toEqual([16, 12.5]);
    expect(series.episodes).toEqual([0, 2]);
    // ROI 2.5 and −1: mean 0.75, standard error 1.75, t(0.975; 1) = 12.7062
    expect(series.roi).toEqual([NaN, 0.75]);
    expect(series.roiLow[1]).toBeCloseTo(0.75 - 12.7062047 * 1.75, 5);
    expect(series.roiHigh[1]).toBeCloseTo(0.75 + 12.7062047 * 1.75, 5);
    expect(series.costMean).toEqual([NaN, 0.75]);
    expect(series.solved).toEqual([NaN, 0.5]);
    expect(series.coverage).toEqual([0, 1 / 3]);
    expect(series.qdScore).toEqual([0, 1.25]);
    expect(series.lineages).toEqual([2, 1]);
    expect(series.solvedByFamily).toEqual({ math: [NaN, 0.5] });
  });

  it('marks what happened, and nothing at the founding', () => {
    const tweak = { type: 'tweaked', path: 'energy.ticket', from: 0.6, to: 0.8 } as const;
    const opened = { type: 'cell-opened', cell: 'math/medium', why: 'mastered' } as const;
    const view = foldAll([start, first, pageOf(2, [tweak, opened, measuredEvent({ trigger: 'schedule' }), ended(3)])]);
    expect(view.marks.map(({ generation, kind, count }) => [generation, kind, count])).toEqual([
      [1, 'birth', 1],
      [1, 'death', 1],
      [2, 'tweak', 1],
      [2, 'cell', 1],
      [2, 'measurement', 1],
    ]);
    expect(view.marks[2]!.label).toBe('Ticket: 0.6 → 0.8');
    expect(view.config.energy.ticket).toBe(0.8);
    expect(view.initialConfig).toEqual(defaultConfig());
    expect(Number.isNaN(view.cells.get('math/medium')!.priceEnergy)).toBe(true);
    expect(view.cells.get('math/short')).toMatchObject({ lastAttempts: 0, attempts: 2 });
  });

  it('says since when an organelle holds its bin', () => {
    const elite = first.events.find((event) => event.type === 'elite')!;
    const better = pageOf(2, [{ ...elite, quality: 0.5, replaced: 1 }, ended(3)]);
    const taken = pageOf(3, [{ ...elite, organelle: 3, quality: 0.75, replaced: 1 }, ended(4)]);
    expect(foldAll([start, first, better]).elites.get('math/short/1')).toMatchObject({
      quality: 0.5,
      sinceGeneration: 1,
    });
    const elites = foldAll([start, first, better, taken]).elites;
    expect(elites.get('math/short/1')).toMatchObject({ organelle: 3, sinceGeneration: 3 });
    expect(elites.size).toBe(1);
  });

  it('keeps the newest answers and trails only', () => {
    const many = (generation: number) =>
      pageOf(generation, [
        ...Array.from({ length: 90 }, (_, index) => episode({ index, revenue: 1, cost: 1, paid: 1 })),
        ended(generation),
      ]);
    const view = foldAll([start, ...Array.from({ length: 50 }, (_, i) => many(i + 1))]);
    expect(view.answers).toHaveLength(ANSWERS_KEPT);
    expect(view.answers.at(-1)).toMatchObject({ generation: 50, index: 89 });
    expect(view.answers[0]).toMatchObject({ generation: 48, index: 70 });
    expect(view.organelles.get(1)!.energyTrail).toHaveLength(TRAIL_KEPT);
    expect(view.organelles.get(1)!.roiTrail).toHaveLength(TRAIL_KEPT);
    expect(view.series.generation).toHaveLength(51);
  });

  it('gives a family that appears late gaps before', () => {
    const late = pageOf(2, [
      { type: 'cell-opened', cell: 'list.sort/short', why: 'schedule' },
      episode({ cell: 'list.sort/short' }),
      ended(3),
    ]);
    expect(foldAll([start, first, late]).series.solvedByFamily).toEqual({
      math: [NaN, 0.5, NaN],
      'list.sort': [NaN, NaN, 1],
    });
  });

  it.each([
    ['a gap', [start, pageOf(2, [ended(3)])]],
    ['no start', [pageOf(0, [founder(1, 1)])]],
    ['a stranger', [start, pageOf(1, [{ type: 'ticket-paid', organelle: 9, energy: 1 }])]],
    ['the dead', [start, first, pageOf(2, [episode({ organelle: 2 })])]],
    ['a second birth', [start, pageOf(1, [founder(1, 1)])]],
    ['an unopened cell', [start, pageOf(1, [episode({ cell: 'math/long' })])]],
    ['an elite in an unopened cell', [start, pageOf(1, [{ ...first.events[5]!, depth: 'long' } as Event])]],
    ['an elite in a bin that is none', [start, pageOf(1, [{ ...first.events[5]!, costBin: 3 } as Event])]],
    ['a cell that is none', [start, pageOf(1, [{ type: 'cell-opened', cell: 'math', why: 'schedule' }])]],
  ] as [string, GenerationRecord[]][])('refuses a journal with %s', (_what, records) => {
    expect(() => foldAll(records)).toThrowError(expect.objectContaining({ code: 'journal-damaged' }));
  });
});

describe('fold, over made-up runs', () => {
  it('ends with the balances of the books that were kept beside it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, generations) => {
        const { records, balances } = makeJournal(seed, generations);
        for (const { events } of records) for (const event of events) eventSchema.parse(event);
        const view = foldAll(records);
        expect(view.environmentEnergy).toBe(balances.get('environment'));
        expect(view.dissipatedEnergy).toBe(balances.get('dissipated'));
        for (const organelle of view.organelles.values()) {
          expect(organelle.energy).toBe(balances.get(`organelle:${organelle.id}`));
        }
        const living = [...view.organelles.values()].filter(({ diedGeneration }) => diedGeneration === null);
        expect(living.map(({ id }) => id)).toEqual([...view.living]);
        const owned = living.reduce((sum, { energy }) => sum + energy, 0);
        expect(view.environmentEnergy + view.dissipatedEnergy + owned).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same in one go and from any prefix, and never touches the past', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 25 }), fc.nat(), (seed, generations, cut) => {
        const { records } = makeJournal(seed, generations);
        const at = 1 + (cut % records.length);
        const prefix = foldAll(records.slice(0, at));
        const copy = structuredClone(prefix);
        deepFreeze(prefix);
        expect(at < records.length ? foldAll(records.slice(at), prefix) : prefix).toEqual(foldAll(records));
        expect(prefix).toEqual(copy);
      }),
      { numRuns: 60 },
    );
  });

  it('takes an asked measurement afterwards as if it had been on the page', () => {
    const { records } = makeJournal(5, 12);
    const view = foldAll(records);
    deepFreeze(view);
    const asked = measuredEvent({ flops: 777 });
    const last = records.at(-1)!;
    const whole = foldAll([...records.slice(0, -1), { ...last, events: [...last.events, asked] }]);
    const amended = foldEvents(view, last.generation, [asked]);
    expect(amended).toEqual(whole);
    expect(amended.flops.measure).toBe((view.flops.measure ?? 0) + 777);
    expect(() => foldEvents(view, last.generation, [founder(99, 1)])).toThrowError(/afterwards/);
  });
});
