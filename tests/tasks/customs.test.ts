/** Other forms of answer for the same prompts. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { formsOf, USUAL, wantedBy } from '../../src/tasks/customs.ts';
import { curriculum, families, familyOf, shortestAnswer } from '../../src/tasks/families.ts';
import type { JsonValue } from '../../src/tasks/task.ts';
import { drawTask, drawTasks } from '../../src/tasks/pools.ts';

const changing = families.filter(({ customs }) => customs);
const DRAWS = 60;

it('some families have several forms, and names tell them apart', () => {
  expect(changing.length).toBeGreaterThan(6);
  for (const { name } of families) {
    const forms = formsOf(name);
    expect(forms[0]).toBe(USUAL);
    expect(new Set(forms).size).toBe(forms.length);
  }
});

it('by hand', () => {
  const wanted = (family: string, custom: string, target: JsonValue, prompt = '') =>
    wantedBy(family, custom, { prompt, target });
  expect(wanted('list.sort', 'descending', [2, 5, 9])).toEqual([9, 5, 2]);
  expect(wanted('string.sort', 'descending', 'abz')).toBe('zba');
  expect(wanted('code.format', 'kebab case', 'river_castle')).toBe('river-castle');
  expect(wanted('string.reverse', 'as it stands', 'revir')).toBe('river');
  expect(wanted('json.repair', 'the keys', { stone: 4, river: 7 })).toBe('stone, river');
  expect(wanted('math.sequence', 'the step', 13, 'What number comes next: 4, 7, 10? Respond …')).toBe(3);
  expect(wanted('math.sequence', 'the step', 4, 'What number comes next: 13, 10, 7? Respond …')).toBe(-3);
  const phrase = "Count the words in: 'ember grow tiny'. Respond with an integer.";
  expect(wanted('word.count', 'length of the first word', 3, phrase)).toBe(5);
  expect(wanted('math', USUAL, 12)).toBe(12);
  expect(() => wanted('math', 'descending', 12)).toThrow(RangeError);
});

describe.each(changing.map(({ name }) => name))('%s', (name) => {
  const cells = curriculum([name]);
  const tasksUnder = (custom?: string) =>
    drawTasks(
      cells.map((cell) => ({ ...cell, custom })),
      'train',
      DRAWS,
      random('customs', name),
    );

  it('asks the same prompts under every custom, in the same pools', () => {
    const usual = tasksUnder();
    for (const custom of formsOf(name)) {
      const tasks = tasksUnder(custom);
      expect(tasks.map(({ id, prompt, pool }) => [id, prompt, pool])).toEqual(
        usual.map(({ id, prompt, pool }) => [id, prompt, pool]),
      );
      expect(Object.keys(tasks[0]!)).not.toContain('custom');
    }
  });

  it('pays each form under its own custom, and under no other', () => {
    const family = familyOf(name);
    const forms = formsOf(name).map(tasksUnder);
    for (let i = 0; i < DRAWS; i++) {
      const answers = forms.map((tasks) => shortestAnswer(tasks[i]!));
      for (const [form, tasks] of forms.entries()) {
        for (const [other, answer] of answers.entries()) {
          const same = JSON.stringify(tasks[i]!.target) === JSON.stringify(forms[other]![i]!.target);
          expect([answer, family.grade(answer, tasks[i]!.target).solved]).toEqual([answer, form === other || same]);
        }
      }
    }
  });

  it.each(cells)('wants something else on nearly every task of $depth', (cell) => {
    const count = 200;
    const drawOf = (custom: string) =>
      Array.from({ length: count }, (_, i) => drawTask({ ...cell, custom }, 'train', random('differ', name, i)));
    const forms = formsOf(name).map(drawOf);
    const differing = forms[0]!.filter(
      ({ target }, i) => JSON.stringify(target) !== JSON.stringify(forms[1]![i]!.target),
    );
    expect(differing.length).toBeGreaterThan(0.75 * count);
  });

  it('draws one task as it draws several', () => {
    const custom = formsOf(name).at(-1)!;
    const cell = { ...cells[0]!, custom };
    const [task] = drawTasks([cell], 'train', 1, random('one', name));
    expect(drawTask(cell, 'train', random('one', name))).toEqual(task);
  });
});

describe('the keys of an object', () => {
  const grade = (answer: string) => familyOf('json.repair').grade(answer, 'stone, river');

  it.each([
    'stone, river',
    'The answer is stone, river.',
    'Answer: stone, river',
    'I think the answer is stone, river.',
    '"stone", "river"',
    '`stone`, `river`',
    'stone,river',
  ])('are %s', (answer) => expect(grade(answer)).toMatchObject({ grade: 1, solved: true }));

  it.each([
    'river, stone',
    'stone',
    'river',
    'stone, river, seed',
    'ember, stone, river',
    'stone river',
    'stone_river',
    'stone‿river',
    'not stone, river',
    'stone, river?',
    'stone, river or river, stone',
    '{"stone": 4, "river": 7}',
    '["stone", "river", 7]',
    '',
  ])('are not %s', (answer) => {
    const { grade: paid, solved } = grade(answer);
    expect([answer, solved, paid <= 0.5]).toEqual([answer, false, true]);
  });

  it('are told as they were written', () => {
    expect(grade('stone, seed').why).toBe('read stone, seed, expected stone, river');
  });
});
