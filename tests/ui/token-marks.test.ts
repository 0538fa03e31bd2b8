/** Marks of differing tokens: what is not marked is common to both, in order, and as much of it as there can be. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differingPieces } from '../../src/ui/answers/token-marks.ts';

it('marks what the other does not have', () => {
  expect(differingPieces(['a', 'b', 'c'], ['a', 'c'])).toEqual([false, true, false]);
  expect(differingPieces([], ['a'])).toEqual([]);
  expect(differingPieces(['x'], [])).toEqual([true]);
});

const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 7 });
const isSubsequence = (part: readonly string[], whole: readonly string[]): boolean => {
  let at = 0;
  for (const word of whole) if (word === part[at]) at++;
  return at === part.length;
};

it('leaves unmarked a longest common subsequence, counted by trying all', () => {
  fc.assert(
    fc.property(words, words, (own, other) => {
      const kept = own.filter((_, i) => !differingPieces(own, other)[i]);
      expect(isSubsequence(kept, other)).toBe(true);
      let most = 0;
      for (let mask = 0; mask < 1 << own.length; mask++) {
        const part = own.filter((_, i) => mask & (1 << i));
        if (isSubsequence(part, other)) most = Math.max(most, part.length);
      }
      expect(kept).toHaveLength(most);
    }),
  );
});
