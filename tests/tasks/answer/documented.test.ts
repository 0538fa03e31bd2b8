/** The examples of docs/grading.md are graded as the page says. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { familyOf } from '../../../src/tasks/families.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';

const PATTERN = { answer: '\\d+', accept: ['1', '23'], reject: ['a', '1a'] };
const ASKED: Readonly<Record<string, [family: string, target: JsonValue]>> = {
  '12': ['math', 12],
  '−7': ['math.multi_step', -7],
  true: ['logic.bool', 'true'],
  'a name': ['code.format', 'river_castle'],
  'a list': ['list.sort', [5, 8, 9]],
  pattern: ['regex.synthesis', PATTERN],
};

const page = readFileSync(new URL('../../../docs/grading.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| +(\S.*?) +\| (.*) +\| (.*) +\|$/gm)].filter(([, kind]) => kind! in ASKED);
const examples = rows.flatMap(([, kind, right, wrong]) =>
  [right!, wrong!].flatMap((cell, i) => codeIn(cell).map((text) => ({ kind: kind!, text, solved: i === 0 }))),
);

/** Code in one or in two backticks. */
function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`` (.+?) ``|`([^`]+)`/g)].map(([, double, single]) => double ?? single!);
}

it('has rows for every kind', () => {
  expect(rows.map(([, kind]) => kind).sort()).toEqual(Object.keys(ASKED).sort());
});

it.each(examples)('$kind: $text', ({ kind, text, solved }) => {
  const [family, target] = ASKED[kind]!;
  expect(familyOf(family).grade(text, target).solved).toBe(solved);
});
