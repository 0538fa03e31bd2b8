/** Rules and bands of what happened: what deserves one, what its label says, and winters as spans. */
import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/record/view.ts';
import { isRuled, labelsNear } from '../../src/ui/charts/rules.ts';
import { wintersOf } from '../../src/ui/charts/winters.ts';

const mark = (generation: number, kind: Mark['kind'], more: Partial<Mark> = {}): Mark => ({
  ...{ generation, kind, count: 1, label: `${kind} label` },
  ...more,
});

describe('rules', () => {
  it('are for a merge that passed, not for one that was dissolved', () => {
    expect(isRuled(mark(1, 'merge', { passed: true }))).toBe(true);
    expect(isRuled(mark(1, 'merge', { passed: false }))).toBe(false);
  });

  it('are for catastrophes and regressions, not for births, deaths or winters', () => {
    const kinds = ['tweak', 'measurement', 'cell', 'birth', 'death', 'winter', 'catastrophe', 'regression'] as const;
    expect(kinds.filter((kind) => isRuled(mark(1, kind)))).toEqual([
      ...['tweak', 'measurement', 'cell'],
      ...['catastrophe', 'regression'],
    ]);
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
