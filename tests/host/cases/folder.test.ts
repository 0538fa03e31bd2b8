/** A host directory on disk: nothing outside it is read, and what cannot be read is told apart from what is not there. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOptional } from '../../../src/host/files/files.ts';
import { folderFiles } from '../../../src/host/files/folder.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evolora-folder-'));
  await mkdir(join(root, 'host', 'sub'), { recursive: true });
  await writeFile(join(root, 'secret.json'), 'secret');
  await writeFile(join(root, 'host', 'sub', 'in.json'), 'inside');
  await symlink(join('sub', 'in.json'), join(root, 'host', 'inner.json'));
  await symlink(join('..', 'secret.json'), join(root, 'host', 'link.json'));
  await symlink(root, join(root, 'host', 'onnx'));
  await symlink('loop.json', join(root, 'host', 'loop.json'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const read = async (path: string, folder = 'host') =>
  new TextDecoder().decode(await folderFiles(join(root, folder)).read(path));

test('a file, and a link to one inside', async () => {
  expect([await read('sub/in.json'), await read('inner.json')]).toEqual(['inside', 'inside']);
});

test.each(['../secret.json', 'link.json', 'onnx/secret.json', 'sub/../../secret.json'])('%s leads outside', (path) =>
  expect(read(path)).rejects.toMatchObject({
    code: 'not-supported',
    sentence: expect.stringContaining(`because its ${path} leads outside the folder`) as string,
  }),
);

test('a snapshot of the Hugging Face cache links to the blobs beside it', async () => {
  await mkdir(join(root, 'models--a', 'blobs'), { recursive: true });
  await mkdir(join(root, 'models--a', 'snapshots', 'r1'), { recursive: true });
  await writeFile(join(root, 'models--a', 'blobs', 'b1'), 'blob');
  const linked = join('models--a', 'snapshots', 'r1');
  await symlink(join('..', '..', 'blobs', 'b1'), join(root, linked, 'config.json'));
  expect(await read('config.json', linked)).toBe('blob');
});

test('what is not there is missing, what cannot be read is not done without', async () => {
  await expect(read('none.json')).rejects.toMatchObject({ code: 'host-missing' });
  await expect(read(join(root, 'secret.json'))).rejects.toMatchObject({ code: 'host-missing' });
  const files = folderFiles(join(root, 'host'));
  expect(await readOptional(files, 'none.json')).toBeUndefined();
  for (const path of ['sub', 'loop.json'])
    await expect(readOptional(files, path)).rejects.toMatchObject({
      code: 'host-unreachable',
      sentence: expect.stringMatching(/cannot be read \(E\w+: /) as string,
    });
});
