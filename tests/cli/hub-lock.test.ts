/** A lock that a process left behind holds up nobody for ever. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from '../../src/cli/hub/hub-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['of a process that ended before it wrote its number', () => ''],
  ['of a process that is no more', () => String(spawnSync(process.execPath, ['-e', '']).pid)],
])('a lock %s is taken', async (_what, content) => {
  const path = join(folder, 'model.lock');
  await writeFile(path, content());
  let waited = 0;
  expect(
    await alone(
      path,
      () => {
        waited += 1;
      },
      async () => 'fetched',
    ),
  ).toBe('fetched');
  expect(waited).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('one works at a time', async () => {
  const path = join(folder, 'model.lock');
  const told: string[] = [];
  const work = (name: string) =>
    alone(
      path,
      () => undefined,
      async () => {
        told.push(`${name} begins`);
        await new Promise(setImmediate);
        told.push(`${name} ends`);
      },
    );
  await Promise.all([work('one'), work('two')]);
  expect(told.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
});
