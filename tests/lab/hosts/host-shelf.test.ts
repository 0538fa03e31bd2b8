import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeHost, HostError } from '../../../src/host/index.ts';
import { folderFiles } from '../../../src/host/node.ts';
import type { GivenFile } from '../../../src/lab/contract.ts';
import { HostShelf, type AddOptions } from '../../../src/lab/hosts/host-shelf.ts';
import { Downloads, type HubParts } from '../../../src/lab/hosts/downloads.ts';
import { HostStore } from '../../../src/lab/hosts/host-store.ts';
import { MemoryFolder, type MemoryFile } from '../../support/file-system.ts';

const MICRO = 'public/hosts/micro';
const PARTS = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
const FIXTURE = 'tests/fixtures/hosts/qwen3-genai-fp16';

type Contents = Record<string, Uint8Array | string>;

async function micro(): Promise<Contents> {
  const read = PARTS.map(async (path) => [path, new Uint8Array(await readFile(join(MICRO, path)))] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Micro's tokenizer beside a graph with its weights in another file. */
async function withExternalData(): Promise<Contents> {
  const { 'tokenizer.json': json, 'tokenizer_config.json': config } = await micro();
  const paths = ['config.json', 'onnx/model.onnx', 'onnx/model.onnx.data'];
  const read = paths.map(async (path) => [path, new Uint8Array(await readFile(join(FIXTURE, path)))] as const);
  return { ...Object.fromEntries(await Promise.all(read)), 'tokenizer.json': json!, 'tokenizer_config.json': config! };
}

/** Nothing is fetched here. */
const UNUSED: HubParts = {
  fetch: () => Promise.reject(new TypeError('no network')),
  now: () => 0,
  pause: async () => undefined,
  device: async () => ({ kind: 'processor', halves: null, buffer: Infinity, memory: null }),
};

const given = (contents: Contents, folder = 'tiny/'): GivenFile[] =>
  Object.entries(contents).map(([path, bytes]) => ({
    path: folder + path,
    file: new File([bytes as Uint8Array<ArrayBuffer>], path.split('/').at(-1)!),
  }));

function shelf({ root = new MemoryFolder(), room = null as number | null, beside = ['micro'] } = {}) {
  const store = new HostStore({
    open: async () => root as unknown as FileSystemDirectoryHandle,
    room: async () => room,
  });
  return new HostShelf({
    builtIn: 'micro',
    store,
    downloads: new Downloads(store, UNUSED),
    beside: (name) =>
      beside.includes(name)
        ? folderFiles(MICRO)
        : { read: (path) => Promise.reject(new HostError('host-missing', `No ${path}.`, 'Look.')) },
  });
}

const options = (change: Partial<AddOptions> = {}): AddOptions => ({
  tell: () => undefined,
  signal: new AbortController().signal,
  ...change,
});
const add = (hosts: HostShelf, contents: Contents, folder?: string) => hosts.add(given(contents, folder), options());
const identityOf = async (name: string) => (await describeHost({ name, files: folderFiles(MICRO) })).identity;
const worldOn = (hash: string, name = 'tiny') => ({ host: { name, hash, modelType: 'qwen3' }, rules: 99 });

describe('a model that is given', () => {
  it('with packed weights can be lived on exact and fast, and a run finds the one it began on', async () => {
    const packed = await micro();
    const fixture = 'tests/fixtures/hosts/qwen2-optimum-q4';
    for (const path of ['config.json', 'onnx/model.onnx'])
      packed[path] = new Uint8Array(await readFile(join(fixture, path)));
    const hosts = shelf();
    const added = await add(hosts, packed);
    expect(added).toMatchObject({ name: 'tiny', model: 'tiny', description: { packed: true } });
    expect((await hosts.list()).map(({ name, model }) => [name, model])).toEqual([
      ['micro', 'micro'],
      ['tiny', 'tiny'],
      ['tiny (fast)', 'tiny'],
    ]);
    const { hash } = added.description!.identity;
    const fast = { ...worldOn(hash).host, precision: 'fast' as const };
    expect(await hosts.find({ host: fast, rules: 99 })).toBe('tiny (fast)');
    expect(await hosts.find(worldOn(hash))).toBe('tiny');
    const [exact, rounded] = await Promise.all(
      ['tiny', 'tiny (fast)'].map((name) => hosts.open(name, (found) => describeHost(found))),
    );
    expect(exact!.identity).not.toHaveProperty('precision');
    expect(rounded!.identity).toEqual({ ...exact!.identity, name: 'tiny (fast)', precision: 'fast' });
    await hosts.delete('tiny');
    expect(await hosts.find({ host: fast, rules: 99 })).toBeNull();
  });

  it('is looked at, kept, listed, found by what it is, opened and deleted', async () => {
    const root = new MemoryFolder();
    const told: [string, number | null][] = [];
    const files = await micro();
    const tell = (doing: string, share: number | null) => void told.push([doing, share]);
    const contents = { ...files, 'README.md': 'x', '.git/HEAD': 'y' };
    const added = await shelf({ root }).add(given(contents), options({ tell }));
    const again = shelf({ root });
    const identity = { ...(await identityOf('tiny')), name: 'tiny' };
    expect(added).toMatchObject({ name: 'tiny', isBuiltIn: false, description: { identity, layers: 4, sites: 28 } });
    expect(added.bytes).toBe(PARTS.reduce((sum, path) => sum + files[path]!.length, 0));
    expect(told.map(([doing]) => doing)).toContain('Copying tiny');
    expect(told.at(-1)![1]).toBe(1);
    expect(await again.list()).toEqual([expect.objectContaining({ name: 'micro', isBuiltIn: true }), added]);
    expect(await again.find(worldOn(identity.hash, 'other'))).toBe('tiny');
    const opened = await again.open('tiny', (found) => describeHost(found));
    expect(opened.identity).toEqual(identity);
    await again.delete('tiny');
    expect(await again.list()).toHaveLength(1);
    expect(root.entries.size).toBe(0);
  });

  it('is kept once, and another one of its name has a number', async () => {
    const hosts = shelf();
    const files = await micro();
    await add(hosts, files);
    expect((await add(hosts, files, 'copy/')).name).toBe('tiny');
    const config = JSON.stringify({
      ...JSON.parse(new TextDecoder().decode(files['config.json'] as Uint8Array)),
      note: 1,
    });
    expect((await add(hosts, { ...files, 'config.json': config })).name).toBe('tiny-2');
    expect((await add(hosts, { ...files, 'config.json': `${config} ` }, 'micro/')).name).toBe('micro-2');
    expect(await hosts.list()).toHaveLength(4);
  });

  it('may lie a folder deeper, or be given without one, and keeps its weights in files of their own', async () => {
    const files = await withExternalData();
    expect((await add(shelf(), files, 'models/deep/')).name).toBe('deep');
    const hosts = shelf();
    const { bytes } = await add(hosts, files, '');
    expect(bytes).toBe(Object.values(files).reduce((sum, each) => sum + each.length, 0));
    expect((await hosts.open('model', (found) => describeHost(found))).layers).toBeGreaterThan(0);
  });
});

describe('what cannot be a model is told in a sentence, by its name, and nothing is kept', () => {
  const without = async (path: string, files = micro()): Promise<Contents> => {
    const { [path]: _, ...others } = await files;
    return others;
  };
  const configured = async (more: object): Promise<Contents> => {
    const files = await micro();
    const config = JSON.parse(new TextDecoder().decode(files['config.json'] as Uint8Array)) as object;
    return { ...files, 'config.json': JSON.stringify({ ...config, ...more }) };
  };
  const cases: [string, () => Promise<Contents>, string, RegExp][] = [
    ['nothing', async () => ({}), 'model-missing', /^There is no file in what was given/],
    [
      'no config',
      () => without('config.json'),
      'model-missing',
      /^“tiny” has no file config\.json\..*drop or choose that folder/,
    ],
    [
      'no graph',
      () => without('onnx/model.onnx'),
      'model-missing',
      /^“tiny” has no graph, a file that ends in \.onnx\. Take the ONNX/,
    ],
    [
      'weights of another program',
      async () => ({ ...(await without('onnx/model.onnx')), 'model.safetensors': 'x' }),
      'model-missing',
      /^“tiny” has no graph.*it has model\.safetensors, which other programs read/,
    ],
    [
      'two graphs',
      async () => ({ ...(await micro()), 'onnx/b.onnx': 'x' }),
      'model-unclear',
      /^“tiny” has 2 graphs: onnx\/b\.onnx, onnx\/model\.onnx\. Keep one/,
    ],
    [
      'two models',
      async () => ({ 'a/config.json': '{}', 'b/config.json': '{}' }),
      'model-unclear',
      /^“tiny” holds 2 models: tiny\/a\/config\.json, tiny\/b\/config\.json\./,
    ],
    [
      'no tokenizer',
      () => without('tokenizer.json'),
      'host-missing',
      /^“tiny” has no file tokenizer\.json\. Put it into/,
    ],
    [
      'no weights',
      () => without('onnx/model.onnx.data', withExternalData()),
      'host-missing',
      /^“tiny” has no file onnx\/model\.onnx\.data\. Put it into/,
    ],
    [
      'weights cut short',
      async () => ({ ...(await withExternalData()), 'onnx/model.onnx.data': 'x' }),
      'host-damaged',
      /^“tiny” cannot be a host\. The host's onnx\/model\.onnx\.data is incomplete/,
    ],
    [
      'no ONNX',
      async () => ({ ...(await micro()), 'onnx/model.onnx': 'nothing of the kind' }),
      'host-damaged',
      /^“tiny” cannot be a host\..*onnx\/model\.onnx/,
    ],
    [
      'an encoder with a decoder',
      () => configured({ is_encoder_decoder: true }),
      'not-supported',
      /^“tiny” cannot be a host\..*not supported, because it is an encoder with a decoder/,
    ],
    [
      'a mixture of experts',
      () => configured({ num_experts: 8, num_experts_per_tok: 2 }),
      'not-supported',
      /^“tiny” cannot be a host\..*not supported, because it is a mixture of experts/,
    ],
    [
      'another kind of model',
      async () => ({ ...(await micro()), 'config.json': JSON.stringify({ model_type: 'whisper', vocab_size: 9 }) }),
      'host-unreadable',
      /^“tiny” cannot be a host\..*config\.json/,
    ],
  ];
  it.each(cases)('%s', async (_, make, code, words) => {
    const root = new MemoryFolder();
    const contents = await make();
    const failure = await add(shelf({ root }), contents).then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(failure?.message).toMatch(words);
    expect(failure).toMatchObject({ code });
    expect(root.entries.size).toBe(0);
  });

  it('a file that is larger than a browser holds, and one that has gone since', async () => {
    const files = given(await micro());
    const graph = files.find(({ path }) => path.endsWith('.onnx'))!;
    const large = Object.defineProperty(new File(['x'], 'model.onnx'), 'size', { value: 2 ** 31 });
    const gone = Object.assign(new File(['x'], 'model.onnx'), {
      arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')),
    });
    const addWith = (file: File) =>
      shelf().add([...files.filter((each) => each !== graph), { ...graph, file }], options());
    await expect(addWith(large)).rejects.toThrow(/^onnx\/model\.onnx of “tiny” has 2\.1 GB, and a browser holds 2 GB/);
    await expect(addWith(gone)).rejects.toThrow(/^onnx\/model\.onnx of “tiny” cannot be read: it was moved/);
  });

  it('weights in several files that together are more than a page has addresses for', async () => {
    const files = given(await withExternalData());
    const sized = files.map(({ path, file }) =>
      path.endsWith('.data') ? { path, file: Object.defineProperty(file, 'size', { value: 2e9 }) } : { path, file },
    );
    const graph = sized.find(({ path }) => path.endsWith('.onnx'))!;
    Object.defineProperty(graph.file, 'size', { value: 1.9e9 });
    await expect(shelf().add(sized, options())).rejects.toMatchObject({
      code: 'model-too-large',
      sentence: 'onnx/model.onnx.data and what else “tiny” is made of have 3.9 GB, and a page has 3.6 GB for a model.',
    });
  });

  it('more than there is room for, said or unsaid by the browser', async () => {
    const files = await micro();
    const full = /^“tiny” takes 7 MB in this browser, .*; nothing of it was kept\. Delete a model or old runs/;
    const root = new MemoryFolder('', { bytes: 5_000_000 });
    await expect(add(shelf({ root, room: 5_000_000 }), files)).rejects.toThrow(/there is room for 5 MB/);
    await expect(add(shelf({ root }), files)).rejects.toThrow(full);
    expect(root.entries.size).toBe(0);
  });

  it('where the browser keeps no files', async () => {
    const open = () => Promise.reject(new DOMException('private', 'SecurityError'));
    const store = new HostStore({ open, room: async () => null });
    const hosts = new HostShelf({
      builtIn: 'micro',
      store,
      downloads: new Downloads(store, UNUSED),
      beside: () => folderFiles(MICRO),
    });
    await expect(add(hosts, await micro())).rejects.toMatchObject({ code: 'storage-refused' });
    expect(await hosts.list()).toHaveLength(1);
  });
});

describe('a copy that is given up', () => {
  it.each([
    ['while the model is looked at', 'Looking'],
    ['while it is copied', 'Copying'],
  ])('%s leaves nothing behind, and the model can be added again', async (_, from) => {
    const root = new MemoryFolder();
    const hosts = shelf({ root });
    const stopping = new AbortController();
    const tell = (doing: string) => void (doing.startsWith(from) && stopping.abort());
    const files = await micro();
    const adding = hosts.add(given(files), options({ tell, signal: stopping.signal }));
    await expect(adding).rejects.toMatchObject({ name: 'AbortError' });
    expect(root.entries.size).toBe(0);
    expect((await add(hosts, files)).name).toBe('tiny');
  });
});

describe('what is kept', () => {
  it('half a copy is no model and is cleared away', async () => {
    const root = new MemoryFolder();
    const hosts = shelf({ root });
    await add(hosts, await micro());
    const [folder] = [...root.entries.values()] as MemoryFolder[];
    const weights = folder!.entries.get('0') as MemoryFile;
    weights.bytes = weights.bytes.slice(1);
    await root.getDirectoryHandle('begun', { create: true });
    expect(await hosts.list()).toHaveLength(1);
    await hosts.clear();
    expect(root.entries.size).toBe(0);
  });
});

describe('where a model is found', () => {
  it('beside the page by its name, and the lab’s own', async () => {
    const hosts = shelf({ beside: ['micro', 'second'] });
    expect(await hosts.find(worldOn('f'.repeat(64), 'second'))).toBe('second');
    expect(await hosts.find(worldOn('f'.repeat(64), 'micro'))).toBe('micro');
    expect(await hosts.find(worldOn('f'.repeat(64), '../secret'))).toBe(null);
    expect(await hosts.open('second', async ({ name }) => name)).toBe('second');
    await expect(hosts.open('third', async () => null)).rejects.toThrow(
      /^There is no model “third” here: .* Drop its folder on the page/,
    );
  });

  it('a name that another model has by now does not stand for the old one', async () => {
    const hosts = shelf();
    await add(hosts, await micro());
    expect(await hosts.find(worldOn('f'.repeat(64)))).toBe(null);
  });
});
