/** Models fetched by their name into a browser's own file system, which closes, fills up and is opened again. */
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { describeHost } from '../../../src/host/index.ts';
import { folderFiles } from '../../../src/host/node.ts';
import type { HubDevice } from '../../../src/hub/choose.ts';
import type { HubRequest } from '../../../src/lab/contract.ts';
import { Downloads } from '../../../src/lab/hosts/downloads.ts';
import { HostShelf, type AddOptions } from '../../../src/lab/hosts/host-shelf.ts';
import { HostStore } from '../../../src/lab/hosts/host-store.ts';
import type { MemoryFile } from '../../support/file-system.ts';
import { MemoryFolder } from '../../support/file-system.ts';
import { filesIn, sha256, TestHub } from '../../support/hub-server.ts';

const FIXTURE = inRepository('tests', 'fixtures', 'hosts', 'qwen3-genai-fp32');
const NAME = 'tests/tiny';
const GRAPH = 'onnx/model.onnx';
const WEIGHTS = 'onnx/model.onnx.data';
const PROCESSOR: HubDevice = { kind: 'processor', halves: null, buffer: Infinity, memory: null };
const SECRET = 'hf_very_secret';

let hub: TestHub;
let files: Map<string, Uint8Array>;
let root: MemoryFolder;
beforeAll(async () => {
  hub = await TestHub.start();
  files = await filesIn(FIXTURE);
  for (const path of ['tokenizer.json', 'tokenizer_config.json'])
    files.set(path, new Uint8Array(await readFile(inRepository('public', 'hosts', 'micro', path))));
  for (const [path, bytes] of await filesIn(inRepository('tests', 'fixtures', 'hosts', 'qwen2-optimum-q4')))
    if (path.startsWith('onnx/')) files.set(path.replace('model.onnx', 'model_q4.onnx'), bytes);
  hub.put(NAME, files);
});
beforeEach(() => {
  root = new MemoryFolder();
});
afterEach(() => hub.calm());
afterAll(() => hub.close());

/** A tab: nothing of it but the files is there in the next one. */
function tab({ room = null as number | null, device = PROCESSOR } = {}): HostShelf {
  const store = new HostStore({
    open: async () => root as unknown as FileSystemDirectoryHandle,
    room: async () => room,
  });
  const downloads = new Downloads(store, {
    fetch,
    now: () => performance.now(),
    pause: async () => undefined,
    device: async () => device,
  });
  const beside = () => folderFiles(inRepository('public', 'hosts', 'micro'));
  return new HostShelf({ builtIn: 'micro', store, downloads, beside });
}

const never = new AbortController().signal;
const request = (more: Partial<HubRequest> = {}) => ({ name: NAME, hub: hub.address, graph: GRAPH, ...more });
const options = (more: Partial<AddOptions> = {}): AddOptions => ({ tell: () => undefined, signal: never, ...more });
const broken = () => {
  hub.breaksAfter = ({ path, headers, from }, bytes) =>
    from === 'cdn' && path.includes(WEIGHTS) ? (headers.range ? 0 : bytes >> 1) : null;
};
const onlyFolder = (): MemoryFolder => [...root.entries.values()][0] as MemoryFolder;
const nameOfWeights = (): string => {
  const listed = onlyFolder().entries.get('fetching.json') as MemoryFile;
  const { files: all } = JSON.parse(new TextDecoder().decode(listed.bytes)) as { files: { path: string }[] };
  return String(all.findIndex(({ path }) => path === WEIGHTS));
};

it('says what the hub has, and what suits the device, before a byte is fetched', async () => {
  const offer = await tab({ room: 5e6 }).downloads.lookUp(request(), never);
  expect(offer).toMatchObject({ name: NAME, hub: hub.address, offered: 'onnx/model_q4.onnx', room: 5e6 });
  expect(offer.reason).toBe('q4: the processor computes here.');
  const sizes = (...paths: string[]) => paths.reduce((sum, path) => sum + files.get(path)!.length, 0);
  const settings = [...files.keys()].filter((path) => path.endsWith('.json') && !path.includes('golden'));
  const form = offer.forms.find(({ graph }) => graph === GRAPH)!;
  expect(form.bytes).toBeGreaterThanOrEqual(sizes(GRAPH, WEIGHTS, 'config.json', 'tokenizer.json'));
  expect(form.bytes).toBeLessThanOrEqual(sizes(GRAPH, WEIGHTS, ...settings));
  expect(form).toMatchObject({ dtype: 'fp32', here: 0, fits: true });
  expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  expect(root.entries.size).toBe(0);
});

it('says which forms may be too large for the device, and offers the smallest where all may', async () => {
  const device: HubDevice = { kind: 'webgpu', halves: true, buffer: 1000, memory: null };
  const { forms, offered, reason } = await tab({ device }).downloads.lookUp(request(), never);
  expect(forms.map(({ fits, doubt }) => [fits, doubt])).toEqual(
    forms.map(() => [true, expect.stringMatching(/^its largest weight may have \d+ MB/)]),
  );
  expect(offered).toBe(forms[0]!.graph);
  expect(reason).toMatch(/no form is sure to fit, and this is the smallest/);
});

it('is fetched, and is the model that its directory is', async () => {
  const hosts = tab();
  const told: [string, number | null][] = [];
  const choice = await hosts.get(request(), options({ tell: (...each) => told.push(each) }));
  expect(choice).toMatchObject({ name: 'tiny', model: 'tiny', isBuiltIn: false });
  expect(told.map(([doing]) => doing)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Fetching “tests\/tiny”: \d+ of \d+ kB/)]),
  );
  expect(Math.max(...told.map(([, share]) => share ?? 0))).toBe(1);
  const again = tab(); // the next tab finds it, and asks nobody
  await again.clear();
  hub.asked.length = 0;
  expect((await again.list()).map(({ name }) => name)).toEqual(['micro', 'tiny']);
  const identity = await again.open('tiny', async (found) => (await describeHost(found)).identity);
  expect(identity).toEqual(choice.description!.identity);
  expect(hub.asked).toEqual([]);
  expect([...onlyFolder().entries.keys()].filter((name) => !/^\d+$/.test(name))).toEqual(['host.json']);
  expect(await again.downloads.begun()).toEqual([]);
  await again.delete('tiny');
  expect(root.entries.size).toBe(0);
});

it('goes on in the next tab from where it was, and asks for the rest only', async () => {
  broken();
  await expect(tab().get(request(), options())).rejects.toMatchObject({ code: 'hub-unreachable' });
  const here = (onlyFolder().entries.get(nameOfWeights()) as MemoryFile).bytes.length;
  expect(here).toBe(files.get(WEIGHTS)!.length >> 1);
  hub.calm();
  const next = tab();
  await next.clear(); // what was begun stays
  const [begun] = await next.downloads.begun();
  expect(begun).toMatchObject({ name: NAME, hub: hub.address, dtype: 'fp32', graph: GRAPH });
  expect(begun!.here).toBeGreaterThan(here);
  expect(await next.list()).toHaveLength(1);
  expect((await next.downloads.lookUp(request(), never)).forms.find(({ graph }) => graph === GRAPH)!.here).toBe(
    begun!.here,
  );
  hub.asked.length = 0;
  const { name } = await next.get(request(), options());
  const resolved = hub.asked.filter(({ path }) => path.includes('/resolve/'));
  expect(resolved.map(({ headers }) => headers.range)).toEqual([`bytes=${here}-`]);
  for (const { headers } of hub.asked) expect(headers['if-range']).toBeUndefined(); // it would need a preflight
  const bytes = await next.open(name, (found) => found.files.read(WEIGHTS));
  expect(sha256(bytes)).toBe(sha256(files.get(WEIGHTS)!));
});

it('is stopped, keeps what came, and can be forgotten', async () => {
  const stop = new AbortController();
  const tell = (_: string, share: number | null) => void ((share ?? 0) > 0.5 && stop.abort(new Error('stopped')));
  const hosts = tab();
  await expect(hosts.get(request(), options({ tell, signal: stop.signal }))).rejects.toThrow('stopped');
  const [begun] = await hosts.downloads.begun();
  expect(begun!.here).toBeGreaterThan(0);
  await hosts.downloads.forget(begun!.id);
  expect(root.entries.size).toBe(0);
});

it.each([
  ['a tab that dies holds its file for a moment: it is waited for', 3, null],
  [
    'a tab that holds it on is told',
    Infinity,
    { code: 'storage-refused', message: /“tests\/tiny” are held by another tab/ },
  ],
])('%s', async (_, times, refusal) => {
  broken();
  await expect(tab().get(request(), options())).rejects.toMatchObject({ code: 'hub-unreachable' });
  hub.calm();
  const weights = onlyFolder().entries.get(nameOfWeights()) as MemoryFile;
  const here = weights.bytes.length;
  weights.held = times;
  const getting = tab().get(request(), options());
  if (refusal === null) expect((await getting).name).toBe('tiny');
  else {
    const told = { code: refusal.code, message: expect.stringMatching(refusal.message) as unknown };
    await expect(getting).rejects.toMatchObject(told);
    expect(weights.bytes.length).toBe(here);
  }
});

it('keeps no token', async () => {
  hub.repositories.get(NAME)!.token = SECRET;
  try {
    broken();
    await expect(tab().get(request({ token: SECRET }), options())).rejects.toMatchObject({ code: 'hub-unreachable' });
    hub.calm();
    await expect(tab().get(request(), options())).rejects.toMatchObject({ code: 'hub-refused' });
    await tab().get(request({ token: SECRET }), options());
    for (const file of onlyFolder().entries.values())
      expect(new TextDecoder('latin1').decode((file as MemoryFile).bytes)).not.toContain(SECRET);
  } finally {
    delete hub.repositories.get(NAME)!.token;
  }
});

describe('without room', () => {
  it('it is said in numbers before anything is fetched', async () => {
    await expect(tab({ room: 100_000 }).get(request(), options())).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringMatching(
        /“tests\/tiny” takes 1 MB more in this browser, and there is room for 0 MB/,
      ) as unknown,
    });
    expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  });

  it('where it ends in the middle, what came is kept', async () => {
    root = new MemoryFolder('', { bytes: 300_000 });
    await expect(tab().get(request(), options())).rejects.toMatchObject({ code: 'storage-full' });
    const [begun] = await tab().downloads.begun();
    expect(begun!.here).toBeGreaterThan(200_000);
    expect(begun!.here).toBeLessThanOrEqual(300_000);
  });
});

it('the same model by two names is kept once', async () => {
  hub.put('tests/copy', files);
  const hosts = tab();
  await hosts.get(request(), options());
  const twin = await hosts.get(request({ name: 'tests/copy' }), options());
  expect(twin.name).toBe('tiny');
  expect(root.entries.size).toBe(1);
});

it('what cannot be lived on is told, and not kept', async () => {
  const config = JSON.parse(new TextDecoder().decode(files.get('config.json'))) as object;
  const experts = new TextEncoder().encode(JSON.stringify({ ...config, num_local_experts: 8 }));
  hub.put('tests/experts', new Map([...files, ['config.json', experts]]));
  await expect(tab().get(request({ name: 'tests/experts' }), options())).rejects.toMatchObject({
    message: expect.stringMatching(
      /^“experts” cannot be a host\..*mixture of experts.*The run that is open goes on\./,
    ) as unknown,
  });
  expect(root.entries.size).toBe(0);
});
