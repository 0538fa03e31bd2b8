/**
 * Things that language models say, by hand: golden/tasks/answers.json has for a family and a target answers that are
 * right in any dress, and answers that are none although the right thing stands in them. Then the cases from the field.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { families, familyOf } from '../../../src/tasks/families.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';

interface Said {
  family: string;
  target: JsonValue;
  right: string[];
  wrong: string[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/tasks/answers.json', import.meta.url), 'utf8')) as Said[];
const solves = (family: string, answer: string, target: JsonValue) => familyOf(family).grade(answer, target).solved;

describe.each(golden)('$family for $target', ({ family, target, right, wrong }) => {
  it.each(right.map((answer) => [answer]))('is solved by %j', (answer) => {
    expect(solves(family, answer, target)).toBe(true);
  });
  it.each(wrong.map((answer) => [answer]))('is not solved by %j', (answer) => {
    expect(solves(family, answer, target)).toBe(false);
  });
});

describe('cases from the field', () => {
  it.each<[family: string, answer: string, target: JsonValue, solved: boolean]>([
    ['list.sort', '<think>\nstart: [8, 5, 9]\n</think>\n\n[5, 8, 9]', [5, 8, 9], true],
    ['math', '<think>5 + 7 = 12, but wait', 12, false],
    ['math', '5 \\times 12', 12, false],
    ['math', '\\frac{24}{12}', 12, false],
    ['math.multi_step', '-\\boxed{7}', 7, false],
    ['math.multi_step', '－7', -7, true],
    ['logic.bool', 'not (true)', 'true', false],
    ['list.sort', 'As in [1]: [5, 8, 9]', [5, 8, 9], true],
    ['code.format', 'river\\_castle', 'river_castle', true],
    ['math', '1,\\!200', 1200, true],
    ['math', '12 \\pm 1', 1, false],
  ])('%s: %j for %j', (family, answer, target, solved) => {
    expect(solves(family, answer, target)).toBe(solved);
  });
});

it('says what was missing', () => {
  const why = (answer: string) => familyOf('math').grade(answer, 12).why;
  expect(why('<think>5 + 7')).toBe('found no end of the thought, expected 12');
  expect(why('5 + 12')).toBe('found no number that stands alone, expected 12');
  expect(why('not 12')).toBe('found no number that the answer stands by, expected 12');
});

it.each(families)(
  'reads long and hostile answers of $name in time',
  (family) => {
    const { target } = family.generate(random('hostile'), 'long');
    const units = [
      '\\text{',
      '\\boxed{',
      '<think>',
      '</think>',
      '<del>',
      '~~a',
      '**a',
      '_a',
      '[1] ',
      '{}',
      '[]',
      '12 = ',
      '1. a\n',
    ];
    const others = [
      '\n',
      '`',
      '"',
      '\\"',
      '(',
      '-',
      'no ',
      'not ',
      'true and ',
      '\\',
      '&lt;',
      '[1, ',
      '<b>',
      '</s>',
      '1\u2009',
      '**',
      '!',
      '? ',
    ];
    for (const unit of [...units, ...others])
      for (const letters of [10_000, 49_000, 100_000])
        expect(family.grade(unit.repeat(letters / unit.length), target).grade).toBeLessThanOrEqual(
          unit === 'no ' ? 1 : 0.5,
        );
  },
  60_000,
);
