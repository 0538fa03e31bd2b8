/** The engine against JavaScript's own, on patterns that are safe there; and on those that are not, against nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchWhole } from '../../../src/tasks/regex/safe-regex.ts';

const refusal = (pattern: string) => {
  const matching = matchWhole(pattern, ['a']);
  return 'refused' in matching ? matching.refused : null;
};

/** Patterns that both engines read alike, without repetitions of repetitions. */
const { pattern: safePattern } = fc.letrec<{ pattern: string; sequence: string; piece: string; atom: string }>(
  (tie) => ({
    pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((ways) => ways.join('|')),
    sequence: fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
    piece: fc
      .tuple(tie('atom'), fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{1,3}', '{2,}', '??', '+?'))
      .map(([atom, quantifier]) => atom + quantifier),
    atom: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'a',
        'b',
        'C',
        '1',
        '-',
        '_',
        '\\.',
        '.',
        '\\d',
        '\\w',
        '\\D',
        '\\W',
        '[ab]',
        '[^ab]',
        '[a-c1-]',
        '\\+',
        '/',
      ),
      fc.tuple(fc.constantFrom('(', '(?:'), tie('pattern')).map(([open, inner]) => `${open}${inner})`),
    ),
  }),
);
const text = fc.string({ unit: fc.constantFrom(...'abC1-_./+ '), maxLength: 7 });

const repeatsOf = (pattern: string) => pattern.match(/[*+?}]/g)?.length ?? 0;

describe('matching', () => {
  it('is what JavaScript says, on safe patterns', () => {
    fc.assert(
      fc.property(
        // JavaScript's own engine backtracks: a pattern of many repeats takes it minutes, and would tell nothing of ours.
        safePattern.filter((pattern) => pattern.length <= 200 && repeatsOf(pattern) <= 8),
        fc.array(text, { minLength: 1, maxLength: 8 }),
        (pattern, texts) => {
          const native = new RegExp(`^(?:${pattern})$`, 'u');
          const matching = matchWhole(pattern, texts);
          fc.pre(!('refused' in matching && matching.refused === 'repeats too much'));
          expect([pattern, texts, matching]).toEqual([
            pattern,
            texts,
            { matches: texts.map((each) => native.test(each)) },
          ]);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is of the whole text, anchors or not, whichever way of an alternative comes first', () => {
    for (const pattern of ['a|ab', '^(a|ab)$', '^a|ab$', '\\Aab?\\z'])
      expect(matchWhole(pattern, ['a', 'ab', 'abc', 'xab', 'ab\n', ''])).toEqual({
        matches: [true, true, false, false, false, false],
      });
  });

  it('of no texts matches none', () => {
    expect(matchWhole('a', [])).toEqual({ matches: [] });
  });
});

describe('patterns that backtrack for ever elsewhere', () => {
  it.each([
    ['(a+)+$', true],
    ['(a|a)*b', false],
    ['(.*)*x', false],
    ['(a|aa)+$', true],
    ['([a-z]+)*=', false],
    ['(a*)*(a*)*(a*)*b', false],
    ['(.*)(.*)(.*)(.*)(.*)(.*)(.*)x', false],
    ['((a?){14}){14}x', false],
    ['(a?){99}a{99}', false],
  ])('%s is done with 20,000 letters', (pattern, matches) => {
    expect(matchWhole(pattern, ['a'.repeat(20_000), `${'a'.repeat(20_000)}!`])).toEqual({ matches: [matches, false] });
  });
});

describe('refused, in plain words', () => {
  it.each([
    ['(a{1000}){1000}', 'repeats too much'],
    ['((((a{9}){9}){9}){9}){9}', 'repeats too much'],
    ['a{1000}'.repeat(28), 'repeats too much'],
    ['((a|b|c|d?){14}){14}', 'repeats too much'],
    ['a{99999999999999999999}', 'repeats too much'],
    ['a'.repeat(201), 'is longer than 200 characters'],
    ['(a)\\1', 'refers back to a group, which this lab does not allow'],
    ['(?<x>a)\\k<x>', 'refers back to a group, which this lab does not allow'],
    ['a(?=b)', 'looks ahead or behind, which this lab does not allow'],
    ['a(?!b)', 'looks ahead or behind, which this lab does not allow'],
    ['(?<=a)b', 'looks ahead or behind, which this lab does not allow'],
    ['(?<!a)b', 'looks ahead or behind, which this lab does not allow'],
    ['(a', 'is not a regular expression: missing closing )'],
    ['*', 'is not a regular expression: missing argument to repetition operator'],
  ])('%s', (pattern, why) => expect(refusal(pattern)).toBe(why));

  it('too many texts, or too long ones', () => {
    expect(matchWhole('a', Array<string>(101).fill('a'))).toHaveProperty('refused');
    expect(matchWhole('a', ['a'.repeat(50_001)])).toHaveProperty('refused');
  });
});

it('never throws, whatever the pattern', () => {
  const token = fc.constantFrom(
    ...'()[]{}?*+|^$.\\-,:=!<>&~0129abPpLkQEux/',
    '(?',
    '{1,',
    '[^',
    '[[:',
    '\\p{',
    '(?i)',
    '\ud800',
    'é',
  );
  const garbage = fc.oneof(
    fc.array(token, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );
  fc.assert(
    fc.property(garbage, fc.string({ unit: 'binary', maxLength: 20 }), (pattern, each) => {
      const matching = matchWhole(pattern, [each, 'abc', '']);
      if ('refused' in matching) expect(matching.refused).toMatch(/^[a-z]/);
      else expect(matching.matches).toHaveLength(3);
    }),
    { numRuns: 5000 },
  );
});
