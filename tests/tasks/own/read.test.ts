/** Files of tasks: what is read, in which forms, and that reading what was read changes nothing. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { familyOf, shortestAnswer } from '../../../src/tasks/families.ts';
import { readBook } from '../../../src/tasks/own/book.ts';
import { csvRecords } from '../../../src/tasks/own/csv.ts';
import { learnBook, tasksOfBook } from '../../../src/tasks/own/families.ts';
import { readTasks } from '../../../src/tasks/own/read.ts';
import { drawTasks } from '../../../src/tasks/pools.ts';
import type { JsonValue, Pool } from '../../../src/tasks/task.ts';
import { jsonl, read, wide } from './written.ts';

const facts = (text: string, file?: string) =>
  read(text, file).book.tasks.map(({ prompt, target, family, depth, grader }) => [
    prompt,
    target,
    family,
    depth,
    grader.name,
  ]);

describe('tables', () => {
  const cases = JSON.parse(readFileSync('tests/golden/tasks/tables.json', 'utf8')) as {
    text: string;
    records: { line: number; cells: string[] }[];
  }[];

  it.each(cases)('are read as Python reads them: $text', ({ text, records }) => {
    // Python skips nothing either, but tells an empty line as no cells.
    expect(csvRecords(text)).toEqual({ records: records.filter(({ cells }) => cells.length > 0), fault: null });
  });

  it('are the same whatever is written into them', () => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 6 }), (rows) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join('\n');
        expect(csvRecords(text, ',').records.map(({ cells }) => cells)).toEqual(rows.map((row) => [...row]));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('say where a quote is never closed', () => {
    expect(() => read('prompt,target\na,b\n"c,d', 't.csv')).toThrow(/line 3: a quote/);
  });
});

describe('forms of a file', () => {
  const wanted = [
    ['What is 2 + 2?', 4, 'sums', 'short', 'number'],
    ['Say yes', 'yes', 'tasks', 'long', 'choice'],
  ];

  it.each([
    [
      'JSON Lines',
      '{"prompt":"What is 2 + 2?","target":4,"family":"Sums"}\n\n{"prompt":"Say yes","target":"yes","depth":"long"}\n',
      'a.jsonl',
    ],
    [
      'a JSON list',
      '[{"prompt":"What is 2 + 2?","target":4,"family":"Sums"},\n{"prompt":"Say yes","target":"yes","depth":"long"}]',
      'a.json',
    ],
    ['CSV', 'prompt,target,family,depth\nWhat is 2 + 2?,4,Sums,\nSay yes,yes,,long\n', 'a.csv'],
    ['CSV with semicolons', 'prompt;target;family;depth\r\nWhat is 2 + 2?;4;Sums;\r\nSay yes;yes;;long\r\n', 'a.csv'],
    [
      'YAML',
      '- prompt: What is 2 + 2?\n  target: 4\n  family: Sums\n- { prompt: Say yes, target: "yes", depth: long }\n',
      'a.yaml',
    ],
    [
      'a file without a name',
      '- prompt: What is 2 + 2?\n  target: 4\n  family: Sums\n- { prompt: Say yes, target: "yes", depth: long }\n',
      undefined,
    ],
  ])('%s', (_, text, file) => {
    expect(facts(text, file)).toEqual(wanted);
  });

  it('UTF-16 with a mark is read, and is the same book as UTF-8', () => {
    const text = '{"prompt":"ü","target":"ß"}';
    for (const little of [true, false])
      expect(readTasks(wide(`\ufeff${text}`, little)).book.hash).toBe(read(text).book.hash);
    expect(read(`\ufeff${text}`).book.hash).toBe(read(text).book.hash);
  });
});

describe('rows of others', () => {
  it('a conversation is one prompt, and its last answer the target', () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi' },
      { role: 'user', content: [{ type: 'text', text: 'Name a colour' }] },
      { role: 'assistant', content: 'blue' },
    ];
    const [task] = read(jsonl({ messages })).book.tasks;
    expect(task).toMatchObject({
      prompt: 'Be brief.\n\nUser: Hello\n\nAssistant: Hi\n\nUser: Name a colour',
      target: 'blue',
    });
    expect(read(jsonl({ messages: messages.slice(0, 2), target: 'Hi' })).book.tasks[0]!.prompt).toBe(
      'Be brief.\n\nHello',
    );
  });

  it('the forerunner’s rows are read as they are', () => {
    const tests = [
      { string: '12', should_match: true },
      { string: '1', should_match: false },
    ];
    const rows = [
      { prompt: 'Add 7 and 5.', target: 12, family: 'math', depth: 'short' },
      { prompt: 'Sort 3, 1 as JSON.', target: [1, 3], family: 'json_repair', depth: 'medium' },
      { prompt: 'Is 7 > 5?', target: true, family: 'logic.bool', depth: 'long' },
      { prompt: 'Format it.', target: 'def f(a, b):\n    return a', family: 'code.format', depth: 'short' },
      { prompt: 'Two digits.', target: { pattern: '^\\d{2}$', test_strings: tests }, family: 'regex', depth: 'short' },
      {
        task_id: 's',
        prompt: 'Two digits, please.',
        capability: 'synthesis',
        holdout_type: null,
        mutation_type: null,
        target_regex: '^\\d{2}$',
        test_cases: tests,
        expected_answer: null,
        metadata: {},
      },
      {
        task_id: 'd',
        prompt: 'Mend \\d+.',
        capability: 'debugging',
        target_regex: '^\\d+$',
        test_cases: tests,
        expected_answer: null,
        metadata: {},
      },
      {
        task_id: 'r',
        prompt: 'Does it match?',
        capability: 'recognition',
        target_regex: 'a',
        test_cases: [],
        expected_answer: 'no',
        metadata: { reason: 'x' },
      },
      {
        task_id: 'e',
        prompt: 'Explain.',
        capability: 'explanation',
        target_regex: 'a',
        test_cases: [],
        expected_answer: null,
        metadata: { required_keywords: ['year', 'month', 'day'] },
      },
      { prompt: 'A digit?', completion: '\\d' },
    ];
    const { book, oddities, unread } = read(jsonl(...rows));
    expect([oddities, unread]).toEqual([[], []]);
    expect(book.tasks.map(({ family, grader }) => `${family} ${grader.name}`)).toEqual([
      'math number',
      'json_repair list',
      'logic.bool choice',
      'code.format code',
      'regex cases',
      'regex.synthesis cases',
      'regex.debugging cases',
      'regex.recognition choice',
      'regex.explanation contains',
      'tasks exact',
    ]);
    // A pattern that is to be mended is no answer.
    expect(book.tasks[6]!.target).toMatchObject({ answer: null });
  });
});

describe('a book', () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    prompt: `What is ${i} plus ${i + 1}?`,
    target: 2 * i + 1,
    family: i % 2 ? 'odd' : 'even',
  }));

  it('is a task file that is the same book, whatever form it came in', () => {
    const { book } = read(jsonl(...rows));
    expect(read(book.text).book).toEqual(book);
    expect(readBook(book.text)).toEqual(book);
    const table = [
      'family,target,prompt',
      ...rows.map(({ prompt, target, family }) => `${family},${target},"${prompt}"`),
    ].join('\n');
    expect(read(table, 'x.csv').book.hash).toBe(book.hash);
  });

  it('is believed only as it was written', () => {
    const { book } = read(jsonl(...rows));
    expect(readBook(book.text.replace('"target":1', '"target": 1'))).toBeNull();
    expect(readBook(book.text.slice(0, -1))).toBeNull();
    expect(readBook(`${book.text}{}\n`)).toBeNull();
    const forged = readBook(book.text.replace('"target":1}', '"target":"one"}'));
    expect(() => learnBook(forged!)).toThrow(RangeError);
  });

  it('becomes families whose pools are disjoint and together all its tasks', () => {
    const { book } = read(jsonl(...rows));
    const families = learnBook(book);
    expect(families.map(({ title }) => title)).toEqual(['even', 'odd']);
    const cells = families.map(({ name: family }) => ({ family, depth: 'short' as const }));
    const pools = (['train', 'select', 'test'] satisfies Pool[]).map((pool) =>
      drawTasks(cells, pool, 1000, random('own', pool)),
    );
    const prompts = pools.flat().map(({ prompt }) => prompt);
    expect(new Set(prompts).size).toBe(prompts.length);
    expect(prompts.sort()).toEqual(rows.map(({ prompt }) => prompt).sort());
    for (const task of pools.flat())
      expect(familyOf(task.family).grade(shortestAnswer(task), task.target).solved).toBe(true);
    expect(tasksOfBook(book.hash).map(({ prompt }) => prompt)).toEqual(rows.map(({ prompt }) => prompt));
  });

  it('keeps tasks in the pool that the file names', () => {
    const named = rows.map((row, i) => ({
      ...row,
      family: 'named',
      pool: (['train', 'valid', 'holdout'] as const)[i % 3]!,
    }));
    const { book } = read(jsonl(...named));
    const { name: family } = learnBook(book)[0]!;
    const drawn = drawTasks([{ family, depth: 'short', salt: 'any' }], 'test', 1000, random('own'));
    expect(drawn.map(({ prompt }) => prompt).sort()).toEqual(
      named
        .filter((_, i) => i % 3 === 2)
        .map(({ prompt }) => prompt)
        .sort(),
    );
  });

  it('grades each task in its own way where a family has several', () => {
    const mixed = [
      { prompt: 'n?', target: 1, family: 'mixed' },
      { prompt: 't?', target: 'one', family: 'mixed' },
    ];
    const { book } = read(jsonl(...mixed));
    const family = learnBook(book)[0]!;
    const [number, text] = family.listed!('short').map(({ target }) => target) as [JsonValue, JsonValue];
    expect([family.grade('1', number).solved, family.grade('one', text).solved]).toEqual([true, true]);
    expect([family.grade('one', number).solved, family.grade('1', text).solved]).toEqual([false, false]);
    expect([family.write!(number), family.write!(text)]).toEqual(['1', 'one']);
  });
});

describe('what is alike', () => {
  it('is told, and across the pools that a file names as well', () => {
    const found = read(
      jsonl(
        { prompt: 'Sort 3 1 2', target: [1, 2, 3], pool: 'train' },
        { prompt: 'sort: 3, 1, 2!', target: [1, 2, 3], pool: 'test' },
        { prompt: 'Sort 2 1 3', target: [1, 2, 3], pool: 'train' },
        { prompt: 'Sort 2 1 4', target: [1, 2, 4] },
      ),
    );
    expect(found.alike).toEqual([
      { lines: [1, 2], isPermuted: false, isAcrossPools: true },
      { lines: [1, 2, 3], isPermuted: true, isAcrossPools: true },
    ]);
  });

  it('is in one pool where a hash decides', () => {
    const rows = Array.from({ length: 40 }, (_, i) => [
      { prompt: `Sort ${i} a b`, target: `x${i}` },
      { prompt: `sort: b, A, ${i}.`, target: `x${i}` },
    ]).flat();
    const { book } = read(jsonl(...rows));
    const { name: family } = learnBook(book)[0]!;
    const poolsOf = new Map<string, Set<Pool>>();
    for (const pool of ['train', 'select', 'test'] satisfies Pool[])
      for (const { target } of drawTasks([{ family, depth: 'short' }], pool, 1000, random('alike', pool)))
        poolsOf.set(String(target), (poolsOf.get(String(target)) ?? new Set()).add(pool));
    expect(poolsOf.size).toBe(40);
    expect([...poolsOf.values()].every(({ size }) => size === 1)).toBe(true);
  });
});
