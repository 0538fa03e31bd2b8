/** Tasks that a holder fails at: remembered until they are solved reliably, and only in the form that is wanted. */
import { expect, it } from 'vitest';
import { stubbornTasks, withTried } from '../../../src/ecology/niches/stubborn.ts';
import type { Task } from '../../../src/tasks/task.ts';

const task = (id: string): Task => ({ family: 'math', depth: 'short', prompt: id, target: 1, id, pool: 'train' });
const tried = (id: string, ...solved: boolean[]) => solved.map((each) => ({ task: task(id), solved: each }));
const ids = (stubborn: Parameters<typeof stubbornTasks>[0], custom?: string) =>
  stubbornTasks(stubborn, custom).map(({ id }) => id);

it('remembers what was not solved three times in four, and forgets it when it is', () => {
  const first = withTried([], [...tried('a', true, false), ...tried('b', true), ...tried('c', false)], undefined);
  expect(ids(first)).toEqual(['a', 'c']);
  const second = withTried(first, [...tried('a', true, true, true, false), ...tried('d', false)], undefined);
  expect(ids(second)).toEqual(['c', 'd']);
  expect(ids(withTried(second, tried('c', false), undefined))).toEqual(['d', 'c']);
});

it('keeps the newest of too many', () => {
  const many = withTried([], Array.from({ length: 30 }, (_, i) => tried(String(i), false)).flat(), undefined);
  expect(ids(many)).toEqual(Array.from({ length: 24 }, (_, i) => String(i + 6)));
});

it('asks nothing in a form that is not wanted any more', () => {
  const ascending = withTried([], tried('a', false), undefined);
  expect(ids(ascending, 'descending')).toEqual([]);
  const descending = withTried(ascending, tried('b', false), 'descending');
  expect(ids(descending, 'descending')).toEqual(['b']);
  expect(ids(descending)).toEqual([]);
});
