/** Which file of a folder is the graph: the only one that is called like one, or the one that is named. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeChosenHost } from '../../../src/cli/open-host.ts';
import { folderFiles } from '../../../src/host/files/folder.ts';
import { graphFileOf } from '../../../src/host/files/graph-file.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { filesIn, MICRO } from '../files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'evolora-graphs-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A folder with empty files of these paths, or with the bytes that are given. */
async function folderWith(
  name: string,
  paths: readonly string[],
  bytes: Uint8Array = new Uint8Array(),
): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const path of paths) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

const BESIDE = ['config.json', 'onnx/model_quantized.onnx_data', 'onnx/model.onnx.data', 'onnx/notes.txt'];

test.each(['onnx/model.onnx', 'onnx/model_quantized.onnx', 'model.onnx', 'model_q4f16.onnx', 'onnx/model-int4.onnx'])(
  'the only one is %s',
  async (path) => {
    const folder = await folderWith(path.replaceAll('/', '-'), [...BESIDE, path]);
    expect(await graphFileOf(folderFiles(folder))).toBe(path);
  },
);

test('several are named in a sentence that asks which', async () => {
  const folder = await folderWith('several', [...BESIDE, 'onnx/model_q4.onnx', 'model.onnx', 'onnx/model.onnx']);
  await expect(graphFileOf(folderFiles(folder))).rejects.toMatchObject({
    code: 'graph-unclear',
    sentence: `The model in ${folder} has 3 graphs: model.onnx, onnx/model.onnx, onnx/model_q4.onnx.`,
    nextStep: expect.stringContaining('--model') as string,
  });
  expect(await graphFileOf(folderFiles(folder), 'onnx/model_q4.onnx')).toBe('onnx/model_q4.onnx');
});

test('of none it is said what lies there instead, or where graphs come from', async () => {
  const merged = await folderWith('merged', [...BESIDE, 'onnx/decoder_model_merged.onnx']);
  await expect(graphFileOf(folderFiles(merged))).rejects.toMatchObject({
    code: 'host-missing',
    sentence: expect.stringContaining('it has onnx/decoder_model_merged.onnx') as string,
    nextStep: expect.stringContaining('--model') as string,
  });
  const torch = await folderWith('torch', ['config.json', 'model.safetensors']);
  await expect(graphFileOf(folderFiles(torch))).rejects.toMatchObject({
    code: 'host-missing',
    nextStep: expect.stringContaining('export it') as string,
  });
});

test('a directory that cannot be listed is asked for the usual file', async () => {
  expect(await graphFileOf({ read: () => Promise.reject(new Error('not asked')) })).toBe('onnx/model.onnx');
});

test.each([
  ['./onnx/model.onnx', 'onnx/model.onnx'],
  ['onnx//model.onnx', 'onnx/model.onnx'],
  ['././model.onnx', 'model.onnx'],
])('%s is %s', async (told, path) => {
  expect(await graphFileOf(folderFiles(root), told)).toBe(path);
});

test('a folder without a config.json says so before anything of its graphs', async () => {
  await expect(prepareGraph(folderFiles(await folderWith('empty', [])))).rejects.toMatchObject({
    code: 'host-missing',
    sentence: expect.stringContaining('config.json') as string,
  });
});

test('a command finds it, and takes its path from the folder or from the root', async () => {
  const folder = await folderWith('whole', ['onnx/model_one.onnx'], await filesIn(MICRO).read('onnx/model.onnx'));
  for (const path of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    await writeFile(join(folder, path), await filesIn(MICRO).read(path));
  const paths = [undefined, './onnx/model_one.onnx', join(folder, 'onnx/model_one.onnx')];
  const found = await Promise.all(paths.map((model) => describeChosenHost({ host: folder, model })));
  expect(new Set(found.map(({ identity }) => identity.hash)).size).toBe(1);
});
