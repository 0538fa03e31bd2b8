/** Bad input: files that are no files of tasks, and rows that are no tasks, each told in one sentence with its line. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { LabError } from '../../../src/core/errors.ts';
import { readTasks, wholeBook } from '../../../src/tasks/own/read.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';
import { bytes, jsonl, read, wide } from './written.ts';

const whyOf = (...rows: unknown[]) => read(jsonl(...rows)).oddities.map(({ line, why }) => `${line}: ${why}`);

describe('files', () => {
  it.each<[string, Uint8Array, RegExp]>([
    [
      'a mixture of encodings',
      Uint8Array.of(...bytes('{"prompt":"a","target":1}\n{"prompt":"'), 0xe9, ...bytes('","target":2}')),
      /line 2 is in another encoding/,
    ],
    ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0), /a zip archive/],
    ['a Parquet file', bytes('PAR1....'), /a Parquet file/],
    ['a web page', bytes('<!DOCTYPE html><p>'), /a web page/],
    ['a pointer', bytes('version https://git-lfs.github.com/spec/v1\n'), /Git LFS pointer/],
    ['nothing', bytes(' \n'), /it is empty/],
    ['a zero byte', bytes('{"prompt":"a"}\n\0'), /line 2 has a zero byte/],
    ['prose', bytes('Dear reader,\nthis is no file of tasks.'), /names no column “prompt”/],
    ['YAML that is nested without end', bytes(`- ${'['.repeat(20_000)}`), /nested too deeply|line 1/],
    [
      'a bomb of aliases',
      bytes(
        `- &a [${'x,'.repeat(99)}x]\n${Array.from({ length: 9 }, (_, i) => `- &${'bcdefghij'[i]} [${`*${'abcdefghi'[i]},`.repeat(99)}]`).join('\n')}\n- { prompt: *j, target: 1 }`,
      ),
      /aliases repeat|tasks/,
    ],
  ])('%s is refused in one sentence', (_, content, words) => {
    expect(() => {
      const found = readTasks(content);
      wholeBook(found);
    }).toThrow(words);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['without a mark, little end first', wide('{"prompt":"ü","target":"ß"}'), /UTF-16 without a byte order mark/],
    ['without a mark, big end first', wide('{"prompt":"ü","target":"ß"}', false), /UTF-16 without a byte order mark/],
    ['without a mark, in YAML', wide('- prompt: 你好\n  target: 好\n'), /UTF-16 without a byte order mark/],
    ['that loses a byte', wide('\ufeff{"prompt":"a","target":1}').slice(0, -1), /begins as UTF-16 and is none/],
    ['with half of a character', wide('\ufeff{"prompt":"\ud800","target":1}'), /begins as UTF-16 and is none/],
  ])('UTF-16 %s is refused in one sentence, which says what to save it as', (_, content, words) => {
    expect(() => readTasks(content)).toThrow(words);
    expect(() => readTasks(content)).toThrow(/save (?:it|the whole file) as UTF-8/);
  });

  it('too many bytes are refused', () => {
    expect(() => readTasks(new Uint8Array(2 ** 25 + 1))).toThrow(LabError);
  });

  it('a million rows are refused, in any form, in the memory of a process that could not hold the values of them all', async () => {
    const program = ['--max-old-space-size=320', '--import', import.meta.resolve('tsx')];
    const script = inRepository('tests', 'tasks', 'own', 'million-rows.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [...program, script]);
    const rows = expect.stringMatching(/it has more than 100,000 rows\. /) as string;
    const yaml = expect.stringMatching(
      /it is too long for YAML, which is read as a whole; write it as JSON Lines\. /,
    ) as string;
    expect(JSON.parse(stdout)).toEqual({
      'rows.jsonl': rows,
      'not-one.jsonl': rows,
      'list.json': rows,
      'torn.json': yaml,
      'table.csv': rows,
      'list.yaml': yaml,
      'one-row.yaml': yaml,
    });
  }, 60_000);
});

/** A value within so many groups. */
function nested(depth: number, value: JsonValue): JsonValue {
  return depth === 0 ? value : { not: nested(depth - 1, value) };
}

/** A schema that is small and asks everything twice, at every step. */
function doubling(steps: number): JsonValue {
  const twice = (i: number) => ({ allOf: [{ $ref: `#/$defs/${i + 1}` }, { $ref: `#/$defs/${i + 1}` }] });
  const all = Array.from({ length: steps + 1 }, (_, i) => [String(i), i === steps ? { type: 'object' } : twice(i)]);
  return { $ref: '#/$defs/0', $defs: Object.fromEntries(all) as JsonValue };
}

/** Rows that are no tasks, and what is said of each. */
const ODD_ROWS: [object, RegExp][] = [
  [{ target: 1 }, /no prompt; it has target/],
  [{ question: 'a', answer: 'b' }, /no prompt; it has question, answer/],
  [{ prompt: 'a' }, /no target/],
  [{ prompt: ' ', target: 1 }, /prompt is empty/],
  [{ prompt: 7, target: 1 }, /prompt is no text/],
  [{ prompt: 'a', target: null }, /no target/],
  [{ prompt: 'a', target: 1, depth: 'deep' }, /depth is “deep”/],
  [{ prompt: 'a', target: 1, pool: 'mine' }, /pool is “mine”/],
  [{ prompt: 'a', target: 1, family: '!!' }, /no letter or digit/],
  [{ prompt: 'a', target: 1, family: 'f'.repeat(41) }, /more than 40/],
  [{ prompt: 'a'.repeat(8001), target: 1 }, /8001 characters/],
  [{ prompt: 'a', target: 'b'.repeat(8001) }, /target has more than/],
  [{ prompt: 'a\ud800', target: 1 }, /half of a character/],
  [{ prompt: 'a', target: nested(100, 1) }, /target is nested more than 64 deep/],
  [{ prompt: 'a', target: 2 ** 60 }, /whole number 1152921504606847000, which is too large to be kept exactly/],
  [{ prompt: 'a', target: [{ b: -(2 ** 53) }] }, /whole number -9007199254740992/],
  [
    { prompt: 'a', target: { a: 1 }, grader: { name: 'json', schema: nested(100, {}) } },
    /grader is nested more than 64 deep/,
  ],
  [{ prompt: 'a', target: { a: 1 }, grader: { name: 'json', schema: { $ref: '#' } } }, /it takes too many steps/],
  [{ prompt: 'a', target: { a: 1 }, grader: { name: 'json', schema: doubling(40) } }, /it takes too many steps/],
  [
    { prompt: 'a', target: { a: 1 }, grader: { name: 'json', schema: { $ref: 'https://a.b/c' } } },
    /Unresolved \$ref "https:\/\/a\.b\/c"\.$/,
  ],
  [
    { prompt: 'a', target: { a: 'b' }, grader: { name: 'json', schema: { properties: { a: { format: 'url' } } } } },
    /format: url/,
  ],
  [{ prompt: 'a', target: 1, grader: 'guess' }, /no grader called “guess”/],
  [{ prompt: 'a', target: 1, grader: { name: 'number', tolerance: -1 } }, /settings of its grader number/],
  [{ prompt: 'a', target: 1, grader: { name: 'number', near: 1 } }, /settings of its grader number/],
  [{ prompt: 'a', target: 'x', grader: 'number' }, /is no number/],
  [{ prompt: 'a', target: 'b', grader: 'function' }, /no file of one was given/],
  [{ prompt: 'a', target: 'zz', grader: { name: 'family', family: 'math' } }, /would not be solved/],
  [{ messages: [], target: 1 }, /messages are no list/],
  [{ messages: [{ role: 'tool', content: 'a' }], target: 1 }, /another role/],
  [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }], target: 1 }, /not of text alone/],
  [{ messages: [{ role: 'system', content: 'a' }], target: 1 }, /do not end with one of the user/],
];

describe('odd rows', () => {
  it('are told with their line, and the others are read', () => {
    const text = [
      '{"prompt":"a","target":1}',
      'no JSON',
      '[1]',
      '{"prompt":"b","target":2}',
      '{"prompt":"b","prompt":"c","target":3}',
    ].join('\n');
    const found = read(text, 'a.jsonl');
    expect(found.oddities.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(found.oddCount).toBe(3);
    expect(found.lines).toEqual([1, 4]);
    expect(() => wholeBook(found, 'a.jsonl')).toThrow(
      /“a\.jsonl” has a row that is no task, line 2: .* and 2 more rows are none either/,
    );
  });

  it.each(ODD_ROWS.map(([row, why], i) => ({ i, row, why })))('row $i: $why', ({ row, why }) => {
    expect(whyOf(row)).toEqual([expect.stringMatching(why)]);
  });

  it('in YAML are told with their lines, in each of its forms', () => {
    const text = [
      '# three are none',
      '- prompt: a',
      '  target: 1',
      '- just text',
      '- { prompt: b,',
      '    target: 2 }',
      '- [prompt, target]',
      '- prompt: c',
      '- ? [prompt, c]\n  : d',
      '- ~',
    ].join('\n');
    expect(read(text, 'a.yaml').oddities.map(({ line }) => line)).toEqual([4, 7, 8, 9, 11]);
    expect(read(text, 'a.yaml').lines).toEqual([2, 5]);
  });

  it.each([
    ['a tab', '- prompt: a\n  target: 1\n-\tprompt: b\n\ttarget: 2\n', 'line 3: Tabs are not allowed as indentation'],
    ['a name that is there twice', '- prompt: a\n  prompt: b\n  target: 1\n', 'line 2: Map keys must be unique'],
    ['a second document', '- prompt: a\n  target: 1\n---\n- prompt: b\n', 'line 3: Source contains multiple documents'],
    [
      'a tag of another program',
      '- prompt: a\n  target: !!python/object x\n',
      'line 2: Unresolved tag: tag:yaml.org,2002:python/object',
    ],
    ['an alias of nothing', '- prompt: *a\n  target: 1\n', 'aliases repeat too much or name nothing'],
    ['a quote that stays open', '- prompt: "a\n  target: 1\n', 'line 3: Missing closing "quote'],
  ])('a file of YAML with %s is refused with its line', (_, text, words) => {
    expect(() => read(text, 'a.yaml')).toThrow(words);
  });

  it('a prompt with two answers contradicts itself; the same row twice counts once', () => {
    const found = read(jsonl({ prompt: 'a', target: 1 }, { prompt: 'a', target: 1 }, { prompt: 'a', target: 2 }));
    expect(found.repeated).toEqual([2]);
    expect(found.oddities).toEqual([{ line: 3, why: 'its prompt stands on line 1 already, with another target' }]);
    expect(found.book.tasks).toHaveLength(1);
  });

  it('fields that are not read are told', () => {
    expect(
      read(jsonl({ prompt: 'a', target: 1, source: 'x' }, { prompt: 'b', target: 1, source: 'y' })).unread,
    ).toEqual([{ name: 'source', rows: 2 }]);
  });
});
