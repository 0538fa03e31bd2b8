import { expect, it } from 'vitest';
import { originOf } from '../../src/ui/words/organelle.ts';

it('where an organelle came from is told for every way of coming', () => {
  const of = (operator: Parameters<typeof originOf>[0]['operator']) => originOf({ operator, bornGeneration: 1200 });
  expect(of('founder')).toBe('A founder');
  expect(of('split')).toBe('Born in generation 1,200');
  expect(of('merge')).toBe('Merged of two in generation 1,200');
  expect(of('immigrant')).toBe('Returned from the archive in generation 1,200');
});
