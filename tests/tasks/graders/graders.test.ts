/** What each grader of task files takes for an answer and what not; whatever comes, none of them throws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graderOf, graders } from '../../../src/tasks/graders/graders.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';

interface Case {
  name: string;
  settings?: object;
  target: JsonValue;
  solved: string[];
  failed: string[];
}

const CASES: Case[] = [
  {
    name: 'exact',
    target: 'New York',
    solved: [
      'New York',
      ' New  York\n',
      'The answer is New York.',
      '"New York"',
      '**New York**',
      '<think>Rome</think>New York',
    ],
    failed: ['new york', 'New York City', 'not New York', 'York', 'New York or Rome', '', '<think>New York'],
  },
  {
    name: 'exact',
    settings: { normalise: ['dress', 'space', 'case', 'accents', 'punctuation'] },
    target: 'Café, olé!',
    solved: ['cafe ole', 'CAFÉ – OLÉ'],
    failed: ['cafe', 'cafeole'],
  },
  {
    name: 'exact',
    settings: { normalise: [] },
    target: '**a**',
    solved: ['**a**'],
    failed: ['a', ' **a**', '"**a**"'],
  },
  // Nothing is taken off a target, so signs that are its content count.
  { name: 'exact', target: 'a*b*c', solved: ['a*b*c', '`a*b*c`'], failed: ['abc', 'a*bc'] },
  { name: 'line', target: 'Rome', solved: ['Rome\nbecause it is', '\n\nRome'], failed: ['It is\nRome'] },
  { name: 'number', target: 12, solved: ['12', 'It is 12.', '5 + 7 = 12'], failed: ['13', '12 or 13', '-12', '12%'] },
  {
    name: 'number',
    settings: { tolerance: 0.1 },
    target: 0.3,
    solved: ['0.2', '0.4', '0.35'],
    failed: ['0.19', '0.41'],
  },
  { name: 'number', settings: { relative: 0.01 }, target: 200, solved: ['198', '202'], failed: ['197.9', '202.1'] },
  {
    name: 'choice',
    settings: { choices: ['A', 'B', 'C'] },
    target: 'B',
    solved: ['B', 'b', '(B)', 'B) Paris', 'The answer is B.', 'B: because'],
    failed: ['A', 'A) or B)', 'not B', 'Both', 'D', 'A banana'],
  },
  {
    name: 'choice',
    settings: { choices: ['positive', 'negative', 'neutral'] },
    target: 'negative',
    solved: ['Negative', 'It is negative.'],
    failed: ['not negative', 'positive or negative', 'neutral'],
  },
  {
    name: 'choice',
    settings: { choices: ['very good', 'bad'] },
    target: 'very good',
    solved: ['Very good.'],
    failed: ['good', 'very bad'],
  },
  { name: 'contains', target: ['Ada', 'Byron'], solved: ['Ada Byron', 'ada … byron'], failed: ['Ada', 'Adam Byron'] },
  {
    name: 'contains',
    settings: { least: 0.5, longest: 4 },
    target: ['one', 'two'],
    solved: ['two'],
    failed: ['three', 'one two three four five'],
  },
  {
    name: 'json',
    target: { a: [1, 2] },
    solved: ['{"a": [1, 2]}', '```json\n{"a":[1,2]}\n```'],
    failed: ['{"a": [2, 1]}', '{}', 'a'],
  },
  {
    name: 'json',
    settings: {
      schema: {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'integer', minimum: 1 } },
        additionalProperties: false,
      },
    },
    target: { a: 3 },
    solved: ['{"a": 1}', '{"a": 7}'],
    failed: ['{"a": 0}', '{"a": "1"}', '{"a": 1, "b": 2}', '[]', 'no'],
  },
  {
    name: 'regex',
    settings: { pattern: '\\d{4}' },
    target: '2024',
    solved: ['1999', '`1999`', 'The answer is 1999.'],
    failed: ['19999', 'in 1999', ''],
  },
  {
    name: 'regex',
    settings: { pattern: 'cat|dog', whole: false },
    target: 'cat',
    solved: ['a dog\nruns'],
    failed: ['a cow'],
  },
  {
    name: 'list',
    target: ['a', 'b'],
    solved: ['["a", "b"]', 'a, b', '- a\n- b', '1. a\n2. b'],
    failed: ['["b", "a"]', 'a', 'a, b, c', '["a", "b"] or ["b", "a"]'],
  },
  {
    name: 'list',
    settings: { ordered: false, case: false },
    target: ['a', 'b'],
    solved: ['B, a', '["b","A","a"]'],
    failed: ['a', 'a, c'],
  },
  {
    name: 'code',
    target: 'def f():\n    return 1',
    solved: [
      'def f():\n    return 1',
      '```python\ndef f():\n    return 1  \n\n```',
      'Here:\n```\ndef f():\n    return 1\n```\nDone.',
    ],
    failed: ['def f():\n  return 1', '```\ndef f():\n    return 1\n```\n```\nother\n```', 'return 1'],
  },
  {
    name: 'cases',
    target: { answer: 'a+', accept: ['a', 'aa'], reject: ['', 'b'] },
    solved: ['a+', '`aa*`'],
    failed: ['a', '.*', 'b', '(?=a)a'],
  },
  { name: 'family', settings: { family: 'math' }, target: 12, solved: ['12', '5 + 7 = 12'], failed: ['13', ''] },
];

describe.each(CASES)('the grader $name, $settings', ({ name, settings = {}, target, solved, failed }) => {
  const grader = graderOf(name)!;
  const whole = grader.settings.parse(settings);
  const taken = grader.take(target, whole);
  const value = (taken as { value: JsonValue }).value;

  it('takes its target, and takes what it made of it as the same', () => {
    expect(taken).toHaveProperty('value');
    expect(grader.take(value, whole)).toEqual({ value });
  });

  it.each(solved)('is content with %j', (answer) => {
    expect(grader.grade(answer, value, whole)).toMatchObject({ grade: 1, solved: true });
  });

  it.each(failed)('is not content with %j', (answer) => {
    const { grade, solved: isSolved } = grader.grade(answer, value, whole);
    expect(isSolved).toBe(false);
    expect(grade).toBeLessThanOrEqual(0.5);
  });

  it('is content with the tersest answer', () => {
    expect(grader.grade(grader.write(value, whole)!, value, whole).solved).toBe(true);
  });

  it('never throws, and grades what is unsolved a half at most', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (answer) => {
        const { grade, solved: isSolved, why } = grader.grade(answer, value, whole);
        return typeof why === 'string' && (isSolved ? grade === 1 : grade >= 0 && grade <= 0.5);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('targets that a grader cannot use', () => {
  it.each<[string, object, JsonValue]>([
    ['number', {}, 'twelve'],
    ['number', {}, [1]],
    ['choice', { choices: ['a', 'b'] }, 'c'],
    ['json', {}, 'text'],
    ['json', {}, 3],
    ['list', {}, []],
    ['list', {}, [{ a: 1 }]],
    ['line', {}, 'a\nb'],
    ['exact', {}, '  '],
    ['contains', {}, []],
    ['cases', {}, { accept: ['a'], reject: [] }],
    ['cases', {}, { test_strings: [{ string: 'a', should_match: true }] }],
    ['regex', { pattern: '(' }, 'a'],
    ['regex', { pattern: '(?<=a)b' }, 'b'],
  ])('%s %j refuses %j in words', (name, settings, target) => {
    const grader = graderOf(name)!;
    expect(grader.take(target, grader.settings.parse(settings))).toHaveProperty('fault');
  });

  it.each([
    ['pattern', { type: 'string', pattern: '(a+)+$' }],
    ['patternProperties', { properties: { a: { patternProperties: { '(a+)+$': {} } } } }],
    ['format', { items: { format: 'regex' } }],
  ])('a schema with %s is refused, since its expression might run for ever', (_, schema) => {
    expect(graderOf('json')!.settings.safeParse({ schema }).success).toBe(false);
  });

  it('a schema may have a property that is called pattern', () => {
    const schema = { properties: { pattern: { type: 'string' } } };
    expect(graderOf('json')!.settings.safeParse({ schema }).success).toBe(true);
  });
});

describe('the registry', () => {
  it('has each name once, and a sentence for each', () => {
    const names = graders.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(graders.every(({ about }) => about.endsWith('.'))).toBe(true);
  });

  it('refuses settings that no grader has', () => {
    for (const { settings } of graders) expect(settings.safeParse({ strange: 1 }).success).toBe(false);
  });
});
