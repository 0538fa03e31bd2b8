import { describe, expect, it } from 'vitest';
import {
  bracket,
  cellTitle,
  compact,
  count,
  oneLine,
  percent,
  plain,
  plural,
  quantity,
  signed,
} from '../../src/ui/words/format.ts';

describe('quantity', () => {
  it('keeps at most three significant digits', () => {
    expect([0, 0.314159, 3.14159, 31.4159, 314.159, 3141.59, 31415.9].map((value) => quantity(value))).toEqual([
      '0.00',
      '0.31',
      '3.14',
      '31.4',
      '314',
      '3,140',
      '31,400',
    ]);
  });

  it('does not grow a digit where rounding carries', () => {
    expect(quantity(9.996)).toBe('10.0');
    expect(quantity(99.96)).toBe('100');
    expect(quantity(999.6)).toBe('1,000');
  });

  it('uses a true minus sign and none for what rounds to zero', () => {
    expect(quantity(-0.5)).toBe('\u22120.50');
    expect(quantity(-0.001)).toBe('0.00');
    expect(signed(0.001)).toBe('0.00');
    expect(signed(0.31)).toBe('+0.31');
    expect(signed(-12.34)).toBe('\u221212.3');
  });

  it('writes a dash for what is not there', () => {
    expect([quantity(NaN), quantity(null), count(undefined), percent(Infinity)]).toEqual(['–', '–', '–', '–']);
  });
});

describe('other figures', () => {
  it('writes whole numbers exactly', () => {
    expect([count(128), count(12345), count(-3)]).toEqual(['128', '12,345', '\u22123']);
  });

  it('writes shares as percentages', () => {
    expect([percent(0), percent(0.3333), percent(0.04), percent(1)]).toEqual(['0.0', '33.3', '4.0', '100']);
  });

  it('writes large figures compactly', () => {
    expect([compact(950), compact(1_690_000), compact(4.56e12)]).toEqual(['950', '1.69\u202fM', '4.56\u202fT']);
  });

  it('writes parameters as one would type them', () => {
    expect([plain(0.1 + 0.2), plain(40), plain(-0.05)]).toEqual(['0.3', '40', '\u22120.05']);
  });

  it('counts in words, brackets intervals and names cells', () => {
    expect([plural(1, 'birth'), plural(3, 'death')]).toEqual(['1 birth', '3 deaths']);
    expect(bracket(-0.1, 0.25)).toBe('[\u22120.10, +0.25]');
    expect(cellTitle('string.reverse/short')).toBe('string.reverse, short');
    expect([oneLine('a b'), oneLine([1, 2]), oneLine(true)]).toEqual(['a b', '[1,2]', 'true']);
  });
});
