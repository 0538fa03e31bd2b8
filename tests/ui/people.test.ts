import { expect, it } from 'vitest';
import { originOf } from '../../src/ui/words/organelle.ts';

it('where an organelle came from is told for every way of coming', () => {
  const of = (operator: Parameters<typeof originOf>[0]['operator']) => originOf({ operator, bornGeneration: 1200 });
  expect(originOf({ operator: 'founder', bornGeneration: 0 })).toBe('A founder');
  expect(of('founder')).toBe('A newcomer in generation 1,200');
  expect(of('split')).toBe('Born in generation 1,200');
  expect(of('merge')).toBe('Merged of two in generation 1,200');
  expect(of('immigrant')).toBe('Returned in generation 1,200');
});
