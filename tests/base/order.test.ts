import { expect, it } from 'vitest';
import { compareTexts } from '../../src/base/order.ts';

it('sorts by code units, whatever a locale would say', () => {
  expect(['b', 'ä', 'a', 'B', 'aa', ''].sort(compareTexts)).toEqual(['', 'B', 'a', 'aa', 'b', 'ä']);
});

it('tells equal texts', () => {
  expect(compareTexts('a', 'a')).toBe(0);
});
