/** A model by its name on the command line: fetched once, lived on, offline afterwards, listed, forgotten. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { describeHost } from '../../src/host/index.ts';
import { folderFiles } from '../../src/host/node.ts';
import { modelsCommand } from '../../src/cli/commands/models.ts';
import { hubFolder } from '../../src/cli/hub/hub-host.ts';
import { hubName, writtenName } from '../../src/hub/name.ts';
import { filesIn, sha256, TestHub, tinyModel } from '../support/hub-server.ts';
import { evoloraIn } from './typed.ts';

const NAME = 'tests/tiny';
let hub: TestHub;
let folder: string;
beforeAll(async () => {
  hub = await TestHub.start();
  const files = await tinyModel();
  for (const [path, bytes] of await filesIn(inRepository('tests', 'fixtures', 'hosts', 'qwen2-optimum-q4')))
    if (path.startsWith('onnx/')) files.set(path.replace(/model(_q4)?\.onnx/, 'model_q4.onnx'), bytes);
  hub.put(NAME, files);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-hub-'));
  vi.stubEnv('EVOLORA_CACHE', join(folder, 'cache'));
  vi.stubEnv('EVOLORA_HUB', hub.address);
  vi.stubEnv('HF_TOKEN', 'hf_of_the_hub_itself');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  hub.calm();
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => hub.close());

const quiet = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);
const weights = () => join(folder, 'cache', NAME, hub.repositories.get(NAME)!.commit, 'onnx', 'model.onnx.data');

it('is fetched as it is typed, says so, and works when nobody can be asked any more', async () => {
  const first = await evoloraIn(folder, 'presets', '--host', `hub:${NAME}`, '--dtype', 'fp32');
  expect(first.stderr).toMatch(/Fetching tests\/tiny in fp32: 1 MB in \d files, into /);
  expect(first.stdout).toContain('tiny');
  const asked = hub.asked.length;
  expect(hub.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true); // it is no mirror's token
  const again = await hubFolder(`hub:${NAME}`, { hub: 'http://127.0.0.1:9' });
  expect(await describeHost({ ...again, files: folderFiles(again.folder) })).toMatchObject({ layers: 2 });
  expect(hub.asked).toHaveLength(asked);
}, 240_000);

it('is listed with its size, and forgotten', async () => {
  quiet();
  const said = vi.spyOn(console, 'log').mockReturnValue(undefined);
  const told = () => said.mock.calls.splice(0).flat().join('\n');
  await modelsCommand({ name: NAME });
  const looked = told();
  expect(looked).toMatch(/\| q4 \(unless told\) \| onnx\/model_q4\.onnx .* \| no \|/);
  expect(looked).toContain('q4: the processor computes here.');
  expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  await hubFolder(NAME, { dtype: 'fp32' });
  await modelsCommand({});
  const listed = told().split('Known by name')[0];
  expect(listed).toMatch(/\| tests\/tiny \| fp32 \| onnx\/model\.onnx \| \d \| 1 MB \| whole \|/);
  expect(listed).not.toContain('q4');
  await modelsCommand({ deleted: `hub:${NAME}` });
  expect(await readdir(join(folder, 'cache', NAME))).toEqual([]);
  await expect(modelsCommand({ deleted: NAME })).rejects.toMatchObject({ code: 'model-unknown' });
  const askedBefore = [...hub.asked];
  await modelsCommand({});
  const none = told();
  expect(none).toMatch(/No model was fetched by its name/);
  const known = [...none.matchAll(/^\| hub:(\S+) \| \d+ M \|/gm)].map(([, repository]) => repository!);
  expect(known).toContain('HuggingFaceTB/SmolLM2-135M-Instruct');
  expect(none).toMatch(
    /SmolLM2-135M-Instruct \| 135 M \| Apache-2\.0 \| .*q4 200 MB.* \| q4; q4f16 with shader-f16 \|/,
  );
  for (const repository of known) expect(writtenName(hubName(`hub:${repository}`))).toBe(repository); // each can be asked for
  expect(hub.asked).toEqual(askedBefore);
});

it('files of somebody else in its directory are passed over', async () => {
  quiet();
  const said = vi.spyOn(console, 'log').mockReturnValue(undefined);
  await hubFolder(NAME, { dtype: 'fp32' });
  for (const stray of ['50%.json', 'main.json.partial', 'notes.json'])
    await writeFile(join(folder, 'cache', NAME, stray), '{}');
  await modelsCommand({});
  expect(said.mock.calls.flat().filter((line) => String(line).includes('tests/tiny'))).toHaveLength(1);
});

it('is the very model, under a name that says its form', async () => {
  const said = quiet();
  const found = await hubFolder(`hub:${NAME}`);
  expect(said.mock.calls.flat().join('')).toContain('q4: the processor computes here.');
  expect(found).toMatchObject({ name: 'tiny-q4', model: 'onnx/model_q4.onnx' });
  const fp32 = await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
  const { identity } = await describeHost({ ...fp32, files: folderFiles(fp32.folder) });
  expect(identity).toMatchObject({ name: 'tiny', modelType: 'qwen3' });
  expect(sha256(await readFile(weights()))).toBe(
    sha256(hub.repositories.get(NAME)!.files.get('onnx/model.onnx.data')!),
  );
});

it('lies where transformers.js looks for the commit’s files', async () => {
  quiet();
  await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
  const { AutoConfig } = await import('@huggingface/transformers');
  const before = { cache: env.cacheDir, remote: env.allowRemoteModels };
  try {
    [env.cacheDir, env.allowRemoteModels] = [join(folder, 'cache'), false];
    const config = await AutoConfig.from_pretrained(NAME, { revision: hub.repositories.get(NAME)!.commit });
    expect(config).toMatchObject({ model_type: 'qwen3' });
  } finally {
    [env.cacheDir, env.allowRemoteModels] = [before.cache, before.remote];
  }
});

describe('what broke off', () => {
  it('goes on from there, of the commit that it began with', async () => {
    quiet();
    const begun = hub.repositories.get(NAME)!;
    const place = weights();
    hub.breaksAfter = ({ from, path, headers }, bytes) =>
      from === 'cdn' && path.includes('model.onnx.data') ? (headers.range ? 0 : bytes >> 1) : null;
    await expect(hubFolder(`hub:${NAME}`, { dtype: 'fp32' })).rejects.toMatchObject({ code: 'hub-unreachable' });
    const part = (await readFile(`${place}.part`)).length;
    expect(part).toBeGreaterThan(0);
    hub.calm();
    // The branch has moved on meanwhile; the commit is still to be had.
    const moved = { ...begun, commit: 'f'.repeat(40), revisions: [begun.commit] };
    hub.repositories.set(NAME, moved);
    try {
      const found = await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
      expect(found.folder).toContain(begun.commit);
      const ranges = hub.asked.map(({ headers }) => headers.range).filter(Boolean);
      expect(new Set(ranges)).toEqual(new Set([`bytes=${part}-`]));
      expect(sha256(await readFile(place))).toBe(sha256(begun.files.get('onnx/model.onnx.data')!));
    } finally {
      hub.repositories.set(NAME, begun);
    }
  });

  it('is fetched again where a file of it is gone', async () => {
    quiet();
    await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
    await rm(weights());
    hub.asked.length = 0;
    await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
    expect(hub.asked.filter(({ path }) => path.includes('/resolve/'))).toHaveLength(1);
  });

  it('is fetched again where a file of it was cut', async () => {
    quiet();
    await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
    await truncate(weights(), 100);
    await hubFolder(`hub:${NAME}`, { dtype: 'fp32' });
    expect(sha256(await readFile(weights()))).toBe(
      sha256(hub.repositories.get(NAME)!.files.get('onnx/model.onnx.data')!),
    );
  });
});

it('four at once: one fetches, the others wait for it', async () => {
  const said = quiet();
  const found = await Promise.all([1, 2, 3, 4].map(() => hubFolder(`hub:${NAME}`, { dtype: 'fp32' })));
  expect(new Set(found.map((each) => each.folder)).size).toBe(1);
  const fetched = hub.asked.filter(({ from, path }) => from === 'cdn' && path.includes('model.onnx.data'));
  expect(fetched).toHaveLength(1);
  expect(said.mock.calls.map(([text]) => String(text)).join('')).toContain('Another command fetches tests/tiny');
});

describe('what cannot be had is said in a sentence', () => {
  it.each([
    ['hub:tests', /“hub:tests” is no name of a model on the hub\. A name is ORG\/NAME/],
    ['hub:tests/nobody', /has no model “tests\/nobody”, or does not show it to everybody/],
    ['hub:tests/tiny@v9', /has no model “tests\/tiny@v9”\. Check the revision/],
  ])('%s', async (host, sentence) => {
    await expect(hubFolder(host)).rejects.toThrow(sentence);
  });

  it('a form that is not there, with those that are', async () => {
    await expect(hubFolder(`hub:${NAME}`, { dtype: 'q8' })).rejects.toThrow(
      /has no form q8; it has .*q4 \(onnx\/model_q4\.onnx, \d MB\).* Choose one of these with --dtype or --model/,
    );
  });

  it('an option that is for names from the hub only', async () => {
    await expect(evoloraIn(folder, 'presets', '--dtype', 'q4')).rejects.toMatchObject({
      stderr: expect.stringContaining('--hub and --dtype are for --host hub:ORG/NAME.') as unknown,
    });
  }, 240_000);

  it('an address that is none', async () => {
    await expect(hubFolder(NAME, { hub: 'ftp://elsewhere' })).rejects.toThrow(
      '“ftp://elsewhere” is no address of a hub.',
    );
  });
});
