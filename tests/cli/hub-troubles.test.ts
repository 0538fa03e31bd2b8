/** Whatever goes wrong on the way from a hub, the command line says it in a sentence, keeps what is right, and goes on. */
import type * as Disk from 'node:fs/promises';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hubFolder } from '../../src/cli/hub/hub-host.ts';
import { fileSize } from '../../src/cli/hub/file-part.ts';
import { sha256, TestHub, tinyModel } from '../support/hub-server.ts';
import { expectTold, PASSING, TROUBLES } from '../support/hub-troubles.ts';

const disk = vi.hoisted(() => ({
  /** bytes that may still be written to files that are being fetched */
  room: Infinity,
  /** what the system says of that */
  told: null as number | null,
}));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof Disk>();
  const statfs = async (path: string) => {
    const found = await real.statfs(path);
    return disk.told === null ? found : { ...found, bsize: 1, bavail: disk.told };
  };
  const appendFile = async (path: string, bytes: Uint8Array) => {
    if (bytes.length > disk.room) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    disk.room -= bytes.length;
    return real.appendFile(path, bytes);
  };
  return { ...real, statfs, appendFile };
});

const NAME = 'tests/tiny';
const WEIGHTS = 'onnx/model.onnx.data';
let hub: TestHub;
let folder: string;
beforeAll(async () => {
  hub = await TestHub.start();
  hub.put(NAME, await tinyModel());
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-troubles-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  [disk.room, disk.told] = [Infinity, null];
  vi.restoreAllMocks();
  hub.calm();
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => hub.close());

/** Nothing waits long; what was to be waited for is told. */
const fetching = async (waited: number[] = []) => {
  const env = { EVOLORA_CACHE: folder, EVOLORA_HUB: hub.address };
  return hubFolder(NAME, {}, env, async (ms) => void waited.push(ms));
};
const rejection = (): Promise<unknown> =>
  fetching().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
const weights = (): string => join(folder, NAME, hub.repositories.get(NAME)!.commit, WEIGHTS);
const expectWhole = async (): Promise<void> => {
  expect(sha256(await readFile(weights()))).toBe(sha256(hub.repositories.get(NAME)!.files.get(WEIGHTS)!));
};

it.each(TROUBLES)('$name', async (trouble) => {
  trouble.arrange(hub, WEIGHTS);
  expectTold(await rejection(), trouble, hub);
  expect(await fileSize(weights())).toBeNull();
  if (!trouble.keeps) expect((await fileSize(`${weights()}.part`)) ?? 0).toBe(0);
  hub.calm();
  await fetching();
  expect(hub.asked.some(({ path }) => path.endsWith('/config.json'))).toBe(false); // what was right is kept
  await expectWhole();
});

it.each(PASSING)('$name: it comes all the same', async ({ arrange }) => {
  arrange(hub, WEIGHTS);
  const waited: number[] = [];
  await fetching(waited);
  expect(waited.length).toBeGreaterThan(0);
  await expectWhole();
});

describe('no room', () => {
  it('is said in numbers before a byte is fetched', async () => {
    disk.told = 100_000;
    expect(await rejection()).toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(
        /takes 1 MB more, and the disk of .* has room for 1 MB\. Free some space/,
      ) as unknown,
    });
    expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  });

  it('in the middle keeps what came', async () => {
    disk.room = 300_000;
    expect(await rejection()).toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(
        /no room left on the disk for .*model\.onnx\.data.* goes on from there/,
      ) as unknown,
    });
    const here = await fileSize(`${weights()}.part`);
    expect(here).toBeGreaterThan(0);
    disk.room = Infinity;
    hub.asked.length = 0;
    await fetching();
    const ranges = hub.asked.map(({ headers }) => headers.range).filter(Boolean);
    expect(new Set(ranges)).toEqual(new Set([`bytes=${here}-`]));
    await expectWhole();
  });
});
