/**
 * Answers that were read by hand, each with what was decided before a grader saw it: golden/tasks/hostile.txt, whose first
 * lines say how it is written.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families, familyOf } from '../../../src/tasks/families.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';

interface Group {
  family: string;
  target: JsonValue;
  answers: [text: string, solved: boolean][];
}

function groupsIn(table: string): Group[] {
  const groups: Group[] = [];
  for (const line of table.split('\n')) {
    const head = /^= (\S+) (.*)$/.exec(line);
    if (head) groups.push({ family: head[1]!, target: JSON.parse(head[2]!) as JsonValue, answers: [] });
    else if (/^[+-] /.test(line)) groups.at(-1)!.answers.push([spelled(line.slice(2)), line.startsWith('+')]);
  }
  return groups;
}

function spelled(written: string): string {
  const codes = /⟦([0-9A-F]+)⟧/g;
  return written.replaceAll('⏎', '\n').replace(codes, (_, code: string) => String.fromCodePoint(parseInt(code, 16)));
}

const groups = groupsIn(readFileSync(new URL('../../golden/tasks/hostile.txt', import.meta.url), 'utf8'));

it('has right and wrong answers of every family', () => {
  expect([...new Set(groups.map(({ family }) => family))].sort()).toEqual(families.map(({ name }) => name).sort());
  for (const { family, answers } of groups)
    expect([family, new Set(answers.map(([, solved]) => solved)).size]).toEqual([family, 2]);
});

describe.each(groups)('$family for $target', ({ family, target, answers }) => {
  it.each(answers)('%j is solved: %s', (text, solved) => {
    const { solved: paid, why } = familyOf(family).grade(text, target);
    expect({ paid, why }).toEqual({ paid: solved, why });
  });
});
