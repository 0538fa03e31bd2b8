/** Median times where some were not watched to the end, by the product-limit estimator: by hand, as scipy.stats.ecdf has it. */
import { expect, it } from 'vitest';
import { medianTime } from '../../src/core/survival.ts';

const watched = (...times: (number | `${number}+`)[]) =>
  times.map((time) => ({ time: Number.parseFloat(String(time)), happened: typeof time === 'number' }));

it.each([
  ['all seen: the middle one', watched(5, 1, 3), 3],
  ['an even number: the first time by which half are over', watched(1, 2, 3, 4), 2],
  // surviving 4/5 after 1, of two that are left by then half after 3: 2/5
  ['one that was not watched to the end', watched(1, '2+', '2.5+', 3, 4), 3],
  // two of six after 1: 2/3; one of four after 2: 1/2
  ['several at one time', watched(1, 2, 3, 3, '3+', '0.5+', 1), 2],
  ['fewer than half seen', watched(1, '2+', '2+', '2+'), null],
  ['none seen', watched('1+'), null],
  ['nobody', watched(), null],
])('%s', (_, all, expected) => {
  expect(medianTime(all)).toBe(expected);
});
