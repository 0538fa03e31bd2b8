/** Graders: every case beside the micro host, our own adversarial ones, and the promise that none ever throws. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import { families, familyOf, shortestAnswer } from '../../src/tasks/families.ts';
import { microFamilies } from '../../src/tasks/basic/families.ts';
import type { JsonValue } from '../../src/tasks/task.ts';

const grades = JSON.parse(readFileSync(new URL('../golden/micro/grades.json', import.meta.url), 'utf8')) as {
  cases: Record<string, [answer: string, target: JsonValue, solved: 0 | 1][]>;
};
const solves = (family: string, answer: string, target: JsonValue) => familyOf(family).grade(answer, target).solved;

describe.each(Object.entries(grades.cases))('grades.json: %s', (family, cases) => {
  it.each(cases)('%j for %j', (answer, target, solved) => {
    expect(solves(family, answer, target)).toBe(solved === 1);
  });
});

it('grades.json has cases of all families of the micro host', () => {
  expect(Object.keys(grades.cases).sort()).toEqual(microFamilies.map(({ name }) => name).sort());
});

describe('numbers', () => {
  const right = [
    '12.',
    '12.0',
    ' 12\n',
    '**12**',
    '"12"',
    '$12$',
    '+12',
    '7, 11, 12',
    '7,11,12',
    'Step 1: 12',
    '12!',
    '= 12',
    '5 + 7 = 12',
    '\\boxed{12}',
    'so it is (12)',
    '{"answer": 12}',
    '0012',
  ];
  it.each(right)('12 is read from %j', (answer) => expect(solves('math', answer, 12)).toBe(true));

  const wrong = [
    '-12',
    '−12',
    '- 12',
    '–12',
    'minus 12',
    'negative 12',
    '-$12',
    '12.5',
    '.12',
    '1.2.12',
    '1/12',
    '24/2',
    '12e1',
    '12E2',
    'x12',
    '12x',
    '12k',
    '0x12',
    '3:12',
    '１2',
    '12²',
    'not 12',
    "isn't 12",
    '12 or 13',
    '7 + 12',
    '1 * 12',
    '1 × 12',
    '24 - 12',
    '24 -12',
    '(1) * 12',
    '1 times 12',
    '1 x 12',
    '3 plus 12',
  ];
  it.each(wrong)('12 is not read from %j', (answer) => expect(solves('math', answer, 12)).toBe(false));

  it('understands thousands separators', () => {
    expect([solves('math', '1,200', 200), solves('math', '1,200', 1200), solves('math', '1,200.5', 5)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('reads negative results, with either minus sign', () => {
    const target = -7;
    expect(
      ['-7', '−7', '5 - 12 = -7', 'minus 7', 'The answer is -7.'].map((answer) =>
        solves('math.multi_step', answer, target),
      ),
    ).toEqual(Array(5).fill(true));
    expect(['7', '5 - 7', '- -'].map((answer) => solves('math.multi_step', answer, target))).toEqual(
      Array(3).fill(false),
    );
  });

  it('says what it read', () => {
    expect(familyOf('math').grade('12 + 7 = 19', 12).why).toBe('read 19, expected 12');
    expect(familyOf('math').grade('twelve', 12).why).toBe('found no number, expected 12');
  });
});

describe('booleans', () => {
  it.each(['true', 'TRUE!', '"true"', 'true. It is true.', 'true and true = true', '(true)'])(
    'true is read from %j',
    (answer) => expect(solves('logic.bool', answer, 'true')).toBe(true),
  );
  it.each(['true and not false', 'not true', 'true and true', "isn't true", 'untrue', 'truefalse', 'true_', '1', ''])(
    'true is not read from %j',
    (answer) => expect(solves('logic.bool', answer, 'true')).toBe(false),
  );
});

describe('JSON', () => {
  const list = [5, 8, 9];
  it.each([
    '[5, 8, 9] is sorted.',
    '```json\n[5, 8, 9]\n```',
    'Of 3 numbers: [5.0, 8, 9]',
    '[ascending]: [5, 8, 9]',
    '[5, 8 -> [5, 8, 9]',
    'ok ] [5,8,9]',
  ])('the list is read from %j', (answer) => expect(solves('list.sort', answer, list)).toBe(true));
  it.each([
    '[[5, 8, 9]]',
    '[[5, 8, 9]',
    '{"a": [5, 8, 9]}',
    '{"a": [5, 8, 9]',
    '[9, 8, 5] no, [5, 8, 9]',
    '[5, 8, 9] or [9, 8, 5]',
    '[5, 8, 9, 9]',
    '[5, 8]',
    '[5 8 9]',
    '[5, 8, 9,]',
    '[05, 8, 9]',
    '[5, 8, 9}',
    '(5, 8, 9)',
    '[]',
    '[null]',
  ])('the list is not read from %j', (answer) => expect(solves('list.sort', answer, list)).toBe(false));

  const object = { engine: 5, river: 0 };
  it.each([
    '{"river": 0, "engine": 5}',
    '{engine: 5 "river": 0} should be {"engine": 5, "river": 0}',
    'JSON: {"engine":5,\n"river":-0}!',
  ])('the object is read from %j', (answer) => expect(solves('json.repair', answer, object)).toBe(true));
  it.each([
    '{"engine": 4, "engine": 5, "river": 0}',
    '{"engine": 5, "river": null}',
    '{"engine": 5, "river": false}',
    "{'engine': 5, 'river': 0}",
    '[{"engine": 5, "river": 0}]',
    '{"engine": 5, "__proto__": {"river": 0}}',
    '{"engine": 5 "river": 0}',
    '{"engine": 5, "river": 0',
  ])('the object is not read from %j', (answer) => expect(solves('json.repair', answer, object)).toBe(false));
});

describe('words', () => {
  it.each([
    '`river_castle`.',
    '"river_castle"',
    '(river_castle)',
    'name: river_castle',
    'name=river_castle',
    '**river_castle**!',
    'river_castle -',
    '- river_castle',
    'riverCastle -> river_castle',
    '```\nriver_castle\n```',
  ])('the name is read from %j', (answer) => expect(solves('code.format', answer, 'river_castle')).toBe(true));
  it.each([
    'river castle',
    'riverCastle',
    '_river_castle',
    'river_castle_',
    'x.river_castle',
    'my-river_castle',
    'river_castle is it',
    'river__castle',
    'River_castle',
    'river_castle river-castle',
    '...',
    '',
  ])('the name is not read from %j', (answer) => expect(solves('code.format', answer, 'river_castle')).toBe(false));
});

describe('partial credit', () => {
  it('is half the share of right places or members', () => {
    expect(familyOf('list.sort').grade('[5, 9, 8]', [5, 8, 9]).grade).toBeCloseTo(0.5 / 3, 12);
    expect(familyOf('list.sort').grade('[5, 8, 9, 1]', [5, 8, 9]).grade).toBeCloseTo(0.375, 12);
    expect(familyOf('json.repair').grade('{"a": 1, "b": 3}', { a: 1, b: 2 }).grade).toBeCloseTo(0.25, 12);
    expect(familyOf('json.repair').grade('{"a": 1, "c": 2}', { a: 1, b: 2 }).grade).toBeCloseTo(0.5 / 3, 12);
    expect(familyOf('string.reverse').grade('worrax', 'worran').grade).toBeCloseTo(5 / 12, 12);
    expect(familyOf('math').grade('13', 12).grade).toBe(0);
  });
});

describe('any string', () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.stringMatching(/^[[\]{}",:0-9.eE\-+ truefalsn\\_'`]{0,80}$/),
    fc
      .array(
        fc.constantFrom(
          'true',
          'false',
          'not ',
          '12',
          '-',
          '−',
          '[',
          ']',
          '{"a": ',
          '}',
          ',',
          ' ',
          '"',
          '\ud800',
          '１',
          '.',
        ),
      )
      .map((parts) => parts.join('')),
  );

  it.each(families)('never makes $name throw, and 1 means solved', (family) => {
    fc.assert(
      fc.property(noise, fc.constantFrom(...DEPTHS), fc.nat(50), (answer, depth, seed) => {
        const { target } = family.generate(random('noise', seed), depth);
        const { grade, solved, why } = family.grade(answer, target);
        expect(solved ? grade === 1 : grade >= 0 && grade <= 0.5).toBe(true);
        expect(why.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it.each(families)(
    'long and deep answers of $name are read in time',
    (family) => {
      const { target } = family.generate(random('long'), 'long');
      for (const unit of ['[', '{"a":', 'a', '1', '1,', '"', ' ', 'true ', '-', '(', '\\"', '1.', '[1 '])
        expect(family.grade(unit.repeat(20_000), target).solved).toBe(false);
    },
    10_000,
  );

  it.each(microFamilies)('dress does not change what is read for $name', (family) => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.constantFrom(...DEPTHS),
        fc.constantFrom('', 'The answer is ', 'Answer: ', 'Sure!\n'),
        fc.constantFrom('', '.', '\n', '!', ' .'),
        (seed, depth, before, after) => {
          const { target } = family.generate(random('dress', seed), depth);
          expect(family.grade(before + shortestAnswer({ target }) + after, target).solved).toBe(true);
        },
      ),
    );
  });
});
