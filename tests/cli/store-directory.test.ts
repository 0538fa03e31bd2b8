import { appendFile, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectoryStore } from '../../src/cli/store-directory.ts';
import { measuredEvent } from '../support/journal-maker.ts';
import { describeStore } from '../support/store-contract.ts';
import { hashOf, newRun, stepOf } from '../support/stored-runs.ts';

let root: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evolora-'));
});
afterAll(() => rm(root, { recursive: true }));
const fresh = () => join(root, String(count++));

describeStore(
  'DirectoryStore',
  async () => {
    const directory = fresh();
    return { store: await DirectoryStore.open(directory), reopen: () => DirectoryStore.open(directory) };
  },
  { runs: 'one' },
);

/** A directory with generations 0 and 1, and the same with generation 2. */
async function twoSteps(): Promise<string> {
  const directory = fresh();
  const store = await DirectoryStore.open(directory);
  await store.createRun(newRun('one'));
  await store.append('one', stepOf(1, ['a', 'c'], ['c']));
  return directory;
}

async function expectGenerationOne(directory: string): Promise<void> {
  const store = await DirectoryStore.open(directory);
  expect(await store.readRecords('one', 0, 9)).toHaveLength(2);
  const { world, blobs } = await store.readWorld('one');
  expect(world.generation).toBe(1);
  expect([...blobs.keys()].sort()).toEqual([hashOf('a'), hashOf('c')].sort());
  expect(await readdir(join(directory, 'blobs'))).toHaveLength(2);
  await store.append('one', stepOf(2, ['c', 'd'], ['d']));
  expect((await (await DirectoryStore.open(directory)).readRecords('one', 0, 9)).length).toBe(3);
}

describe('DirectoryStore, stopped in the middle of a write', () => {
  it('forgets weights of a generation that never came', async () => {
    const directory = await twoSteps();
    await writeFile(join(directory, 'blobs', `${hashOf('d')}.safetensors`), 'half');
    await writeFile(join(directory, 'blobs', `${hashOf('e')}.safetensors.partial`), 'half');
    await expectGenerationOne(directory);
  });

  it.each(['{"generation":2,"ev', '{"generation":2,"events":[],"telemetry":null}\n'])(
    'forgets a line beyond the state: %s',
    async (line) => {
      const directory = await twoSteps();
      await appendFile(join(directory, 'journal.ndjson'), line);
      await expectGenerationOne(directory);
    },
  );

  it('goes on from a state whose replacement was not finished', async () => {
    const directory = await twoSteps();
    await appendFile(join(directory, 'journal.ndjson'), '{"generation":2}\n');
    await writeFile(join(directory, 'world.json.partial'), '{"run":');
    await expectGenerationOne(directory);
  });

  it('finishes an amendment whose state was committed', async () => {
    const directory = await twoSteps();
    const before = await readFile(join(directory, 'journal.ndjson'));
    const store = await DirectoryStore.open(directory);
    await store.amend('one', 1, [measuredEvent()]);
    await rename(join(directory, 'journal.ndjson'), join(directory, 'amended.ndjson'));
    await writeFile(join(directory, 'journal.ndjson'), before);
    const again = await DirectoryStore.open(directory);
    expect((await again.readRecords('one', 1, 1))[0]!.events).toHaveLength(2);
    expect(await readdir(directory)).not.toContain('amended.ndjson');
  });

  it('says so when the journal lost what the state tells of', async () => {
    const directory = await twoSteps();
    await truncate(join(directory, 'journal.ndjson'), 10);
    await expect(DirectoryStore.open(directory)).rejects.toMatchObject({ code: 'journal-damaged' });
  });

  it('says so when weights were changed', async () => {
    const directory = await twoSteps();
    await writeFile(join(directory, 'blobs', `${hashOf('a')}.safetensors`), 'other');
    const store = await DirectoryStore.open(directory);
    await expect(store.readWorld('one')).rejects.toMatchObject({ code: 'journal-damaged' });
  });
});
