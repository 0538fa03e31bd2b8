/** What is written out: all of it or nothing, and a place that cannot be is told in a sentence. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { requireEmpty, writeFiles } from '../../src/cli/kept/write-files.ts';

let folder: string;
beforeEach(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  folder = await mkdtemp(join(tmpdir(), 'evolora-out-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const files = new Map([
  ['router.json', Uint8Array.of(1, 2)],
  ['portfolio/one/adapter.bin', Uint8Array.of(3)],
]);
const refused = (words: string) => ({ code: 'export-place', sentence: expect.stringContaining(words) as string });

it('files stand where they are named, in a new directory and in one that is empty', async () => {
  const [there, away] = [join(folder, 'there'), join(folder, 'not', 'yet')];
  await mkdir(there);
  for (const out of [there, away]) {
    await requireEmpty(out);
    writeFiles(out, files);
    expect([...(await readFile(join(out, 'portfolio', 'one', 'adapter.bin')))]).toEqual([3]);
    expect([...(await readFile(join(out, 'router.json')))]).toEqual([1, 2]);
    // Others may read what is exported, as they may any directory that is made.
    expect((await stat(out)).mode).toBe((await stat(join(out, 'portfolio'))).mode);
  }
  expect((await readdir(folder)).sort()).toEqual(['not', 'there']);
});

it('a file, what lies in a file and a directory with something in it are no places', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'mine');
  for (const [out, words] of [
    [file, 'is a file'],
    [join(file, 'in'), 'lies in one'],
    [folder, 'holds other things'],
  ] as const) {
    await expect(requireEmpty(out)).rejects.toMatchObject(refused(words));
    // Also where it has become one since.
    expect(() => writeFiles(out, files)).toThrow(expect.objectContaining(refused('cannot be written')) as Error);
  }
  expect(await readFile(file, 'utf8')).toBe('mine');
  expect(await readdir(folder)).toEqual(['file']);
});

it('nothing is left of what breaks off in the middle', async () => {
  const out = join(folder, 'out');
  const impossible = new Map([...files, ['router.json/below', Uint8Array.of(4)]]);
  expect(() => writeFiles(out, impossible)).toThrow(expect.objectContaining(refused('cannot be written')) as Error);
  expect(await readdir(folder)).toEqual([]);
});
