/** Rules and bands of what happened: what deserves one, what its label says, and winters as spans. */
import { describe, expect, it } from 'vitest';
import type { Mark, View } from '../../src/record/fold/view.ts';
import { isRuled, kindsWithRoom, labelsNear } from '../../src/ui/charts/rules.ts';
import { pixelColumns, xOf } from '../../src/ui/timeline/draw.ts';
import { wintersOf } from '../../src/ui/charts/winters.ts';

const mark = (generation: number, kind: Mark['kind'], more: Partial<Mark> = {}): Mark => ({
  generation,
  kind,
  count: 1,
  label: `${kind} label`,
  ...more,
});

describe('rules', () => {
  it('are for a merge that passed, not for one that was dissolved', () => {
    expect(isRuled(mark(1, 'merge', { passed: true }))).toBe(true);
    expect(isRuled(mark(1, 'merge', { passed: false }))).toBe(false);
  });

  it('are for catastrophes, customs and regressions, not for births, deaths or winters', () => {
    const kinds = [
      'tweak',
      'measurement',
      'cell',
      'birth',
      'death',
      'winter',
      'catastrophe',
      'custom',
      'regression',
    ] as const;
    expect(kinds.filter((kind) => isRuled(mark(1, kind)))).toEqual([
      ...['tweak', 'measurement', 'cell'],
      ...['catastrophe', 'custom', 'regression'],
    ]);
  });

  it('give way where they would become a fence, what happens most often first', () => {
    const marks = [
      ...[2, 4, 6, 8, 10].map((generation) => mark(generation, 'merge', { passed: true })),
      ...[1, 3, 5, 7, 9, 11].map((generation) => mark(generation, 'merge', { passed: false })),
      ...[25, 50].map((generation) => mark(generation, 'measurement')),
      mark(12, 'cell'),
    ];
    expect([...kindsWithRoom(marks, 8)]).toEqual(['cell', 'measurement', 'merge']);
    expect([...kindsWithRoom(marks, 7)]).toEqual(['cell', 'measurement']);
    expect([...kindsWithRoom(marks, 2)]).toEqual(['cell']);
  });

  it('say each label once, nearest first, winters too', () => {
    const marks = [mark(3, 'winter'), mark(4, 'winter'), mark(5, 'catastrophe'), mark(5, 'death'), mark(9, 'tweak')];
    expect(labelsNear(marks, 5, 2)).toEqual(['catastrophe label', 'winter label']);
  });
});

describe('winters', () => {
  it('are joined where generations follow one another', () => {
    const marks = [mark(3, 'winter'), mark(3, 'tweak'), mark(4, 'winter'), mark(5, 'winter'), mark(9, 'winter')];
    expect(wintersOf(marks)).toEqual([
      [3, 5],
      [9, 9],
    ]);
  });
});

describe('births and deaths on the timeline', () => {
  const series = { generation: [0, 1, 2, 3], births: [0, 2, 0, 1], deaths: [0, 0, 0, 4] };
  const view = { series } as unknown as View;

  it('stand where their generation’s other marks stand', () => {
    const size = { width: 316, height: 42, inset: 8 };
    const columns = pixelColumns(view, 3, size);
    expect([...columns]).toEqual([
      [xOf(1, 3, size), { births: 2, deaths: 0 }],
      [xOf(3, 3, size), { births: 1, deaths: 4 }],
    ]);
  });

  it('share a column where there are more generations than room', () => {
    const columns = pixelColumns(view, 1000, { width: 316, height: 42, inset: 8 });
    expect([...columns]).toEqual([[8, { births: 3, deaths: 4 }]]);
  });
});
