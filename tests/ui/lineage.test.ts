/** The lineage: bands that share the population out, lines by both parents, who survives, and a sight that stays within the run. */
import { describe, expect, it } from 'vitest';
import type { Event, EventOf } from '../../src/ecology/events/events.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import { lineOf } from '../../src/record/fold/line.ts';
import type { View } from '../../src/record/fold/view.ts';
import { descentOf, findByName } from '../../src/ui/lineage/family.ts';
import { panned, wholeSight, zoomed } from '../../src/ui/lineage/sight.ts';
import { bandWords, familyWords } from '../../src/ui/lineage/words.ts';
import { child, ended, founder, makeJournal, pageOf, started } from '../support/journal-maker.ts';

const retired = (organelle: number, estate: number): EventOf<'retired'> => ({
  type: 'retired',
  organelle,
  why: 'age',
  estate,
});
const merged = (organelle: number, parents: number[]): Event => ({
  ...child(organelle, parents[0]!, 1, 2),
  operator: 'merge',
  parents,
});

/** Two founders; 3 splits from 1; 4 is merged of 3 and 2; then 2 and 1 die; 5 is a child of 2 that dies without any. */
const PAGES: Event[][] = [
  [started(), founder(1, 12), founder(2, 12)],
  [child(3, 1, 1, 2), child(5, 2, 2, 2)],
  [merged(4, [3, 2])],
  [retired(5, 2)],
  [retired(1, 10)],
];
const view = PAGES.reduce<View | null>(
  (before, events, generation) => foldRecord(before, pageOf(generation, [...events, ended()])),
  null,
)!;

describe('the bands', () => {
  it('share the population out at every generation of any run', () => {
    const { records } = makeJournal(11, 30);
    const whole = records.reduce<View | null>((before, record) => foldRecord(before, record), null)!;
    const { bands } = descentOf(whole, 1000);
    for (const [at, generation] of whole.series.generation.entries()) {
      const parts = bands.flatMap((band) =>
        band.parts.filter((part) => part.generation === generation && part.to > part.from),
      );
      expect(parts).toHaveLength(whole.series.population[at]!);
      const edges = [0, ...parts.map(({ to }) => to)];
      parts.forEach(({ from }, i) => expect(from).toBeCloseTo(edges[i]!, 9));
      if (parts.length > 0) expect(edges.at(-1)).toBeCloseTo(1, 9);
    }
  });

  it('of one that returned lies beside its former life, which did not die out', () => {
    const again: Event[] = [
      { ...founder(6, 5), operator: 'immigrant', lineage: 2 },
      { type: 'niche-taken', cell: 'math/short', organelle: 6, from: null, how: 'former' },
      {
        type: 'auditioned',
        cell: 'math/short',
        why: 'starved',
        tasks: 8,
        heard: [
          { who: 'newcomer', organelle: null, solved: 0 },
          { who: 'former', organelle: 5, solved: 6 },
        ],
        winner: 1,
        organelle: 6,
        flops: 0,
        cost: 0,
        paid: 0,
      },
    ];
    const later = foldRecord(view, pageOf(5, [...again, ended()]));
    const { bands, byId } = descentOf(later, 1000);
    expect(bands.map(({ organelle }) => organelle.id)).toEqual([1, 3, 4, 2, 5, 6]);
    expect([byId.get(5)!.survives, byId.get(2)!.survives]).toEqual([true, true]);
    expect(lineOf(2, later.organelles)).toEqual(new Set([2, 4, 5, 6]));
    expect(bandWords(byId.get(6)!, later.organelles)).toContain(`${byId.get(5)!.organelle.name} that returned`);
  });

  it('lie beside their parents, the youngest child nearest', () => {
    const { bands } = descentOf(view, 1000);
    expect(bands.map(({ organelle }) => organelle.id)).toEqual([1, 3, 4, 2, 5]);
    expect(
      descentOf(foldRecord(view, pageOf(5, [child(6, 3, 1, 1), ended()])), 1000).bands.map((band) => band.organelle.id),
    ).toEqual([1, 3, 6, 4, 2, 5]);
  });

  it('open at a birth and close at a death without a gap to their neighbours', () => {
    const { bands, byId } = descentOf(view, 1000);
    const thickness = byId.get(5)!.parts.map(({ from, to }) => to - from);
    [0, 1 / 4, 1 / 5, 0].forEach((wanted, i) => expect(thickness[i]).toBeCloseTo(wanted, 9));
    for (const generation of [0, 1, 2, 3, 4]) {
      const edges = bands.flatMap(({ parts }) => parts.filter((part) => part.generation === generation));
      edges.slice(1).forEach(({ from }, i) => expect(from).toBeCloseTo(edges[i]!.to, 9));
    }
  });

  it('of a long run are sampled with its first and last generation', () => {
    const { bands } = descentOf({ ...view, generation: 1000 }, 10);
    const generations = bands.find(({ organelle }) => organelle.id === 2)!.parts.map(({ generation }) => generation);
    expect(generations.length).toBeLessThanOrEqual(11);
    expect([generations[0], generations.at(-1)]).toEqual([0, 1000]);
  });
});

describe('a line', () => {
  it('goes on by either parent', () => {
    expect([...lineOf(2, view.organelles)]).toEqual([2, 4, 5]);
    expect([...lineOf(1, view.organelles)]).toEqual([1, 3, 4]);
  });

  it('survives where somebody alive descends from it', () => {
    const { bands, extinct } = descentOf(view, 1000);
    expect(bands.filter(({ survives }) => survives).map(({ organelle }) => organelle.id)).toEqual([1, 3, 4, 2]);
    expect(extinct).toBe(1);
  });

  it('is told in words', () => {
    const family = descentOf(view, 1000);
    expect(familyWords(family)).toBe('3 organelles of 2 lines alive, 1 in branches that died out');
    expect(bandWords(family.byId.get(4)!, view.organelles)).toBe(
      'F4: merged of two in generation 2, merged of F3 and F2\nalive; no descendants',
    );
    expect(bandWords(family.byId.get(1)!, view.organelles)).toContain('2 descendants, 2 alive');
  });

  it('is found by the beginning of a name, the living first', () => {
    const family = descentOf(view, 1000);
    expect(findByName(family, 'f4')!.organelle.id).toBe(4);
    expect(findByName(family, 'F')!.organelle.diedGeneration).toBeNull();
    expect(findByName(family, 'nobody')).toBeNull();
    expect(findByName(family, '  ')).toBeNull();
  });
});

describe('the sight', () => {
  it('comes closer around a point that stays where it is, and goes back to the whole', () => {
    const whole = wholeSight(100);
    const close = zoomed(whole, 2, 30, 0.25, 100);
    expect((30 - close.left) / (close.right - close.left)).toBeCloseTo(0.3, 9);
    expect((0.25 - close.top) / (close.bottom - close.top)).toBeCloseTo(0.25, 9);
    expect(zoomed(close, 0.01, 30, 0.25, 100)).toEqual(whole);
  });

  it('never leaves the run', () => {
    const close = zoomed(wholeSight(100), 4, 50, 0.5, 100);
    const far = panned(close, 1e6, -1e6, 100);
    expect(far.right).toBe(100);
    expect(far.top).toBe(0);
    expect(far.right - far.left).toBeCloseTo(close.right - close.left, 9);
  });
});
