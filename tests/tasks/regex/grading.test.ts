/** How answers to regex tasks are read: dress, flags and anchors, lists, denials; and that noise never throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { DEPTHS } from '../../../src/core/depth.ts';
import { familyOf, regexFamilies } from '../../../src/tasks/families.ts';
import { patternOf, stringsOf } from '../../../src/tasks/regex/reading.ts';
import { matchWhole } from '../../../src/tasks/regex/safe-regex.ts';
import type { Shape } from '../../../src/tasks/regex/shape.ts';

const cases = {
  answer: '\\d{3}-[a-z]+',
  accept: ['123-a', '000-zzz', '942-qq'],
  reject: ['12-a', '123-', '1234-a', '123-A'],
};
const grade = (answer: string) => familyOf('regex.synthesis').grade(answer, cases);

describe('a pattern', () => {
  it.each([
    '\\d{3}-[a-z]+',
    '^\\d{3}-[a-z]+$',
    '  \\d{3}-[a-z]+\n',
    '`\\d{3}-[a-z]+`',
    '`\\d{3}-[a-z]+` matches `123-a`.',
    'The pattern is `^\\d{3}-[a-z]+$`.',
    'Answer: \\d{3}-[a-z]+',
    'The regular expression is: \\d{3}-[a-z]+',
    '"\\d{3}-[a-z]+"',
    "'\\d{3}-[a-z]+'",
    'r"\\d{3}-[a-z]+"',
    '/\\d{3}-[a-z]+/',
    '/^\\d{3}-[a-z]+$/gm',
    '`/^\\d{3}-[a-z]+$/`',
    '```\n\\d{3}-[a-z]+\n```',
    '```regex\n^\\d{3}-[a-z]+$\n```\nIt needs three digits.',
    'Here it is:\n\\d{3}-[a-z]+',
    '\\d{3}-[a-z]+\n\nThree digits, a hyphen, letters.',
    '[0-9][0-9][0-9]-[a-z][a-z]*',
    '(?P<number>\\d{3})-(?<name>[a-z]+)',
    '(\\d{3})\\-(?:[a-z]+?)',
  ])('is read from %j', (answer) => expect(grade(answer)).toMatchObject({ grade: 1, solved: true }));

  it.each([
    '\\d{3}-[a-z]+.',
    '\\\\d{3}-[a-z]+',
    '/\\d{3}-[a-z]+/i',
    '(?i)\\d{3}-[a-z]+',
    '\\d{3}-[a-z]*',
    '\\d+-[a-z]+',
    'I think \\d{3}-[a-z]+',
    '\\w{3}-\\w+',
    '\\D{3}-[a-z]+',
    '(?=\\d)\\d{3}-[a-z]+',
    '(\\d{3}-[a-z]+',
    '\\d{3}-\n[a-z]+',
    '123-a|000-zzz',
    '``',
    '""',
  ])('is not read from %j', (answer) => expect(grade(answer).solved).toBe(false));

  it('may hold slashes, quotes and colons itself', () => {
    expect(['a/b', '/a\\/b/', '[/]', "it's", '"a"|"b"', 'x:', '\\d:\\d'].map((answer) => patternOf(answer))).toEqual([
      ...['a/b', 'a\\/b', '[/]', "it's", 'a"|"b', null, '\\d:\\d'],
    ]);
  });

  it('with the flags i or s matches as they say', () => {
    expect(['/ab/i', '/a.b/gs', '/ab/', '/ab/g'].map((answer) => patternOf(answer))).toEqual([
      '(?i)ab',
      '(?s)a.b',
      'ab',
      'ab',
    ]);
    expect(matchWhole(patternOf('/ab/i')!, ['AB'])).toEqual({ matches: [true] });
  });

  it('says why it is wrong', () => {
    expect(grade('\\d{3}-[a-z]+').why).toBe('read \\d{3}-[a-z]+, right in all 7 cases');
    expect(grade('\\d{3}-[a-z]*').why).toBe('read \\d{3}-[a-z]*, wrong in 1 of 7 cases: it matches 123-');
    expect(grade('\\d{3}-a').why).toBe('read \\d{3}-a, wrong in 2 of 7 cases: it does not match 000-zzz');
    expect(grade('(a)\\1').why).toBe(
      'read (a)\\1, but the pattern refers back to a group, which this lab does not allow',
    );
    expect(grade('').why).toBe('found no pattern, expected \\d{3}-[a-z]+');
  });

  it('earns half of what it is better on both sides than a constant', () => {
    expect(grade('\\d{3}-[a-z]*').grade).toBeCloseTo(0.5 * (1 - 1 / 4), 12);
    expect(grade('\\d{3}-a').grade).toBeCloseTo(0.5 * (1 - 2 / 3), 12);
    expect([grade('.*').grade, grade('$a').grade, grade('[').grade, grade('12-a|123-').grade]).toEqual([0, 0, 0, 0]);
  });
});

describe('a shorter pattern', () => {
  const target = { ...cases, given: '[0-9]{3}-[a-z]+' };
  const shorter = (answer: string) => familyOf('regex.refactoring').grade(answer, target);
  it('must be strictly shorter, anchors and flags counted', () => {
    expect(shorter('\\d{3}-[a-z]+').solved).toBe(true);
    expect(shorter('`\\d{3}-[a-z]+`').solved).toBe(true);
    expect(shorter('[0-9]{3}-[a-z]+')).toEqual({
      grade: 0,
      solved: false,
      why: 'read [0-9]{3}-[a-z]+, which is not shorter than [0-9]{3}-[a-z]+',
    });
    expect(shorter('^(\\d{3}-[a-z]+)$').solved).toBe(false);
    expect(shorter('\\d{3}-\\w+').solved).toBe(false);
  });
});

describe('yes and no', () => {
  const solves = (answer: string) => familyOf('regex.recognition').grade(answer, 'no').solved;
  it.each(['no', 'No.', '**No**', '"no"', 'No, it does not match.', 'The answer is no'])(
    'no is read from %j',
    (answer) => expect(solves(answer)).toBe(true),
  );
  it.each(['yes', 'not', 'know', 'I do not know', 'yes and no', 'no or yes', 'not no', 'nope', 'n', ''])(
    'no is not read from %j',
    (answer) => expect(solves(answer)).toBe(false),
  );
});

describe('a list of strings', () => {
  const target = ['12-a', 'B:7'];
  const solves = (answer: string) => familyOf('regex.mutation_effect').grade(answer, target).solved;
  it.each([
    '["12-a", "B:7"]',
    '["B:7", "12-a", "12-a"]',
    'They are ["12-a","B:7"].',
    '```json\n["12-a", "B:7"]\n```',
    '12-a\nB:7',
    '- 12-a\n- B:7',
    '1. `12-a`\n2. `B:7`',
    'Strings:\n"12-a",\n"B:7"',
    'Answer: 12-a, B:7',
    '```\n12-a\nB:7\n```',
  ])('is read from %j', (answer) => expect(solves(answer)).toBe(true));
  it.each([
    '["12-a"]',
    '["12-a", "B:7", "C"]',
    '["12-a", "b:7"]',
    '{"a": "12-a", "b": "B:7"}',
    '["12-a", "B:7", 3]',
    '12-a and B:7',
    '12-a B:7',
    '12-a',
    '[]',
    'none',
    '',
  ])('is not read from %j', (answer) => expect(solves(answer)).toBe(false));
  it('earns half the shared out of all', () => {
    expect(familyOf('regex.mutation_effect').grade('12-a, C', target).grade).toBeCloseTo(0.5 / 3, 12);
    expect(stringsOf('a, a\nb')).toEqual(['a', 'b']);
  });
});

describe('an explanation', () => {
  const shape: Shape = {
    parts: [
      { kind: 'digit', low: 3, high: 3 },
      { kind: 'lower', low: 1, high: null },
    ],
    joint: { text: '-', source: '-' },
    tail: null,
  };
  const solves = (answer: string) => familyOf('regex.explanation').grade(answer, shape).solved;
  it.each([
    'Three digits, a hyphen and one or more lowercase letters.',
    'Exactly 3 numerals, then a dash, then at least one lower-case letter.',
    'The pattern `\\d{3}-[a-z]+` matches 3 digits followed by "-" and one or more lower case letters, no uppercase letters.',
    'Exactly three digits (0–9), followed by a hyphen (-), then one or more lowercase letters; the hyphen is not optional.',
    'Strings without uppercase letters or underscores: three digits, a hyphen, one or more lowercase letters (a–z).',
  ])('%s', (answer) => expect(solves(answer)).toBe(true));
  it.each([
    ['nothing of the count', 'Digits, a hyphen and one or more lowercase letters.'],
    ['nothing of the sign', 'Three digits and one or more lowercase letters.'],
    ['another count', 'Three or two digits, a hyphen and one or more lowercase letters, or 5 digits.'],
    ['another case', 'Three digits, a hyphen and one or more lowercase or uppercase letters.'],
    ['an option', 'Three digits, an optional hyphen and one or more lowercase letters.'],
    ['another sign', 'Three digits, a hyphen or underscore and one or more lowercase letters.'],
    ['a denial', 'No digits, three of them, a hyphen and one or more lowercase letters.'],
    ['the pattern', '\\d{3}-[a-z]+'],
    ['nothing', '…'],
  ])('with %s is wrong', (_, answer) => expect(solves(answer)).toBe(false));
  it('says what is missing or too much', () => {
    const why = (answer: string) => familyOf('regex.explanation').grade(answer, shape).why;
    expect(why('three digits, a hyphen, lowercase letters')).toBe('says 4 of 5 things, but nothing of one or more');
    expect(why('three digits, uppercase letters')).toBe('says uppercase letters, which the pattern does not have');
    expect(why('')).toMatch(/^found no explanation, expected 3 digits, then a hyphen/);
  });
});

describe('any string', () => {
  const token = fc.constantFrom(
    ...'()[]{}?*+|^$.\\-,:`"\'/ \n019aZ',
    '```',
    'yes',
    'no',
    'digits',
    '["',
    '"]',
    '(?i)',
    '\ud800',
  );
  const noise = fc.array(token, { maxLength: 60 }).map((parts) => parts.join(''));
  it.each(regexFamilies)('never makes $name throw', (family) => {
    fc.assert(
      fc.property(noise, fc.constantFrom(...DEPTHS), fc.nat(20), (answer, depth, seed) => {
        const { target } = family.generate(random('noise', seed), depth);
        const { grade: mark, solved, why } = family.grade(answer, target);
        expect(solved ? mark === 1 : mark >= 0 && mark <= 0.5).toBe(true);
        expect(why.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  it.each(regexFamilies)('long answers of $name are read in time', (family) => {
    const { target } = family.generate(random('long'), 'long');
    for (const unit of [
      '`',
      '```\n',
      '/',
      '/\\',
      '[',
      '(',
      '"',
      '- ',
      'no ',
      'not ',
      '1 digit ',
      'answer: ',
      ':\n',
      '\\',
    ])
      expect(family.grade(unit.repeat(20_000), target).grade).toBeLessThanOrEqual(unit === 'no ' ? 1 : 0.5);
  });
});
