/** Whatever goes wrong on the way from a hub, the page says it in a sentence, keeps what is right, and goes on. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { folderFiles } from '../../../src/host/node.ts';
import { Downloads } from '../../../src/lab/hosts/downloads.ts';
import { HostShelf } from '../../../src/lab/hosts/host-shelf.ts';
import { HostStore } from '../../../src/lab/hosts/host-store.ts';
import { MemoryFolder, type MemoryFile } from '../../support/file-system.ts';
import { sha256, TestHub, tinyModel } from '../../support/hub-server.ts';
import { expectTold, PASSING, TROUBLES } from '../../support/hub-troubles.ts';

const NAME = 'tests/tiny';
const WEIGHTS = 'onnx/model.onnx.data';

let hub: TestHub;
let root: MemoryFolder;
let waited: number[];
beforeAll(async () => {
  hub = await TestHub.start();
  hub.put(NAME, await tinyModel());
});
beforeEach(() => {
  [root, waited] = [new MemoryFolder(), []];
});
afterEach(() => hub.calm());
afterAll(() => hub.close());

/** A tab: nothing of it but the files is there in the next one. */
function tab(): HostShelf {
  const store = new HostStore({
    open: async () => root as unknown as FileSystemDirectoryHandle,
    room: async () => null,
  });
  const downloads = new Downloads(store, {
    fetch,
    now: () => performance.now(),
    pause: async (ms) => void waited.push(ms),
    device: async () => ({ kind: 'processor', halves: null, buffer: Infinity, memory: null }),
  });
  const beside = () => folderFiles(inRepository('public', 'hosts', 'micro'));
  return new HostShelf({ builtIn: 'micro', store, downloads, beside });
}

const fetching = async () => {
  const request = { name: NAME, hub: hub.address, graph: 'onnx/model.onnx' };
  return tab().get(request, { tell: () => undefined, signal: new AbortController().signal });
};
const rejection = (): Promise<unknown> =>
  fetching().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
/** The weights as they lie, by their place in the list. */
const weights = (): Uint8Array => {
  const folder = [...root.entries.values()][0] as MemoryFolder;
  const listed = folder.entries.get('fetching.json') as MemoryFile | undefined;
  if (!listed) return new Uint8Array();
  const { files } = JSON.parse(new TextDecoder().decode(listed.bytes)) as { files: { path: string }[] };
  const place = files.findIndex(({ path }) => path === WEIGHTS);
  return (folder.entries.get(String(place)) as MemoryFile | undefined)?.bytes ?? new Uint8Array();
};
const expectWhole = async (name: string): Promise<void> => {
  const bytes = await tab().open(name, (found) => found.files.read(WEIGHTS));
  expect(sha256(bytes)).toBe(sha256(hub.repositories.get(NAME)!.files.get(WEIGHTS)!));
};

it.each(TROUBLES)('$name', async (trouble) => {
  trouble.arrange(hub, WEIGHTS);
  expectTold(await rejection(), trouble, hub);
  if (!trouble.keeps) expect(weights()).toHaveLength(0);
  hub.calm();
  const { name } = await fetching();
  expect(hub.asked.some(({ path }) => path.endsWith('/config.json'))).toBe(false); // what was right is kept
  await expectWhole(name);
});

it.each(PASSING)('$name: it comes all the same', async ({ arrange }) => {
  arrange(hub, WEIGHTS);
  const { name } = await fetching();
  expect(waited.length).toBeGreaterThan(0);
  await expectWhole(name);
});
