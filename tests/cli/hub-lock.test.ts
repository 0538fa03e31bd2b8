/** A lock that a process left behind holds up nobody for ever. */
import { spawnSync } from 'node:child_process';
import type * as Disk from 'node:fs/promises';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { alone } from '../../src/cli/hub/hub-lock.ts';

const disk = vi.hoisted(() => ({ beforeRemoving: async (): Promise<unknown> => undefined }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Disk>();
  const slowRm: typeof real.rm = async (...what) => {
    await disk.beforeRemoving();
    return real.rm(...what);
  };
  return { ...real, rm: slowRm };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-lock-'));
});
afterEach(async () => {
  disk.beforeRemoving = async () => undefined;
  await rm(folder, { recursive: true, force: true });
});

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

it('one that many find left behind at once is taken by one after the other', async () => {
  const path = join(folder, 'model.lock');
  await writeFile(path, String(spawnSync(process.execPath, ['-e', '']).pid));
  // Who is about to remove something is held up, the later the longer: the first is at work by then.
  let removals = 0;
  disk.beforeRemoving = () => wait(removals++ * 40);
  let [inside, most, done] = [0, 0, 0];
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await wait(200);
    inside -= 1;
    done += 1;
  };
  await Promise.all(Array.from({ length: 3 }, () => alone(path, () => undefined, work)));
  expect([most, done]).toEqual([1, 3]);
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
