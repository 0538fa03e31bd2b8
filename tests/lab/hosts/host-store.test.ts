/** A browser's own file system that is silent, forgetful or stubborn. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostStore } from '../../../src/lab/hosts/host-store.ts';
import type { GivenModel } from '../../../src/lab/hosts/given-model.ts';
import { MemoryFolder } from '../../support/file-system.ts';

const description = {
  identity: { name: 'tiny', hash: 'ab'.repeat(32), modelHash: 'cd'.repeat(32), modelType: 'qwen3' },
  layers: 1,
  sites: 7,
  parameters: 10,
  contextTokens: 16,
};
const model = {
  name: 'tiny',
  graph: 'onnx/model.onnx',
  read: new Map([['config.json', new File(['{}'], 'config.json')]]),
} as unknown as GivenModel;
const keeping = { onProgress: () => undefined, signal: new AbortController().signal };
const storeOn = (open: () => Promise<unknown>) =>
  new HostStore({ open: open as () => Promise<FileSystemDirectoryHandle>, room: async () => null });

describe('a browser that never says whether it keeps files', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const silent = () => storeOn(() => new Promise(() => undefined));

  it('keeps none', async () => {
    const listing = silent().list();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await listing).toEqual([]);
  });

  it('is told when a model is to be kept', async () => {
    const refused = expect(silent().keep(model, description, keeping)).rejects.toMatchObject({
      code: 'storage-refused',
      message: expect.stringMatching(/“tiny” cannot be kept.*did not answer/) as unknown,
    });
    await vi.advanceTimersByTimeAsync(20_000);
    await refused;
  });
});

it('a file that the browser has cleared away is told by its name', async () => {
  const root = new MemoryFolder();
  const { files } = await storeOn(async () => root).keep(model, description, keeping);
  expect(await files.read('config.json')).toHaveLength(2);
  (await root.getDirectoryHandle(description.identity.hash.slice(0, 32))).entries.clear();
  await expect(files.read('config.json')).rejects.toMatchObject({
    code: 'host-unreachable',
    message: expect.stringMatching(/^config\.json of “tiny” cannot be read/) as unknown,
  });
});

it('a model that cannot be deleted is told, and stays', async () => {
  const root = new MemoryFolder();
  const store = storeOn(async () => root);
  await store.keep(model, description, keeping);
  vi.spyOn(root, 'removeEntry').mockRejectedValue(new DOMException('It is in use.', 'NoModificationAllowedError'));
  await expect(store.delete('tiny')).rejects.toMatchObject({
    code: 'storage-refused',
    message: expect.stringMatching(/“tiny” could not be deleted \(It is in use\)/) as unknown,
  });
  expect(await store.list()).toHaveLength(1);
});
