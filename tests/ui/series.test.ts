import { describe, expect, it } from 'vitest';
import { lastOf, spread, toColumn, trailingMean } from '../../src/ui/charts/series.ts';

describe('columns', () => {
  it('turn NaN into gaps', () => {
    expect(toColumn([1, NaN, 3])).toEqual([1, null, 3]);
    expect(lastOf([1, 2, null])).toEqual({ index: 1, value: 2 });
    expect(lastOf([null])).toBeNull();
  });

  it('are smoothed by a trailing mean that skips gaps', () => {
    expect(trailingMean([3, NaN, 9, 0], 3)).toEqual([3, 3, 6, 4.5]);
    expect(trailingMean([NaN, 2], 2)).toEqual([null, 2]);
  });

  it('never change the past when the run goes on', () => {
    const whole = trailingMean([1, 5, 2, 8, 3], 2);
    expect(trailingMean([1, 5, 2], 2)).toEqual(whole.slice(0, 3));
  });
});

describe('labels', () => {
  it('stay where they are when there is room', () => {
    expect(spread([10, 40, 80], 12, 0, 100)).toEqual([10, 40, 80]);
  });

  it('move apart and stay inside', () => {
    const placed = spread([50, 50, 51, 99], 12, 0, 100);
    const sorted = [...placed].sort((a, b) => a - b);
    for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(12);
    expect(Math.min(...placed)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...placed)).toBeLessThanOrEqual(100);
  });
});
