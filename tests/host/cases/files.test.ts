/** Host directories from the field: weights in other files, files that are something else, settings as Python writes them. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import { decodeModel, encodeModel, type Model, type TensorProto } from '../../../src/host/onnx/model.ts';
import { filesIn } from '../files.ts';
import { changedFiles, GRAPH, LLAMA, openFiles, raggedLogits, withGraph, type Changes } from './changed.ts';

let baseline: number[][];
let model: Model;
let config: Record<string, unknown>;
beforeAll(async () => {
  baseline = await raggedLogits(filesIn(LLAMA));
  model = decodeModel(await filesIn(LLAMA).read(GRAPH));
  config = JSON.parse(new TextDecoder().decode(await filesIn(LLAMA).read('config.json'))) as typeof config;
});

const failing = (files: HostFiles, code: string, says: RegExp): Promise<void> =>
  expect(openFiles(files)).rejects.toMatchObject({ code, message: expect.stringMatching(says) as unknown });

/** Large weights in `model.onnx_data`, the first of them in a Constant node with a file of its own. */
function outside(location = 'model.onnx_data'): { graph: Uint8Array; data: Uint8Array; constant: Uint8Array } {
  const large = model.graph.initializers.filter(({ data, dims }) => data && dims.length === 2);
  const [held, ...rest] = large as (TensorProto & { data: Uint8Array })[];
  let offset = 0;
  const moved = new Map(
    rest.map((tensor) => {
      const { name, dims, dataType, data } = tensor;
      const place: TensorProto = { name, dims, dataType, external: { location, offset, length: data.length } };
      offset += data.length;
      return [name, place];
    }),
  );
  const { name, dims, dataType, data: constant } = held!;
  const t: TensorProto = {
    name,
    dims,
    dataType,
    external: { location: 'const.onnx_data', offset: 0, length: constant.length },
  };
  const initializers = model.graph.initializers.filter((one) => one !== held).map((one) => moved.get(one.name) ?? one);
  const nodes = [newNode('Constant', [], [name], [{ name: 'value', t }]), ...model.graph.nodes];
  const data = new Uint8Array(offset);
  rest.reduce((at, one) => (data.set(one.data, at), at + one.data.length), 0);
  return { graph: encodeModel({ ...model, graph: { ...model.graph, initializers, nodes } }), data, constant };
}

function outsideFiles(location?: string, changes: Changes = {}): HostFiles {
  const { graph, data, constant } = outside(location);
  const files = { 'onnx/model.onnx_data': data, 'onnx/const.onnx_data': constant };
  return changedFiles(LLAMA, { [GRAPH]: graph, ...files, ...changes });
}

describe('weights in other files', () => {
  test.each(['model.onnx_data', './model.onnx_data', './/model.onnx_data'])(
    'at %s, one in a Constant node with its own file, give the same logits',
    async (location) => expect(await raggedLogits(outsideFiles(location))).toEqual(baseline),
  );

  test('cut short: file, found and needed bytes are said', async () => {
    const { data } = outside();
    const cut = outsideFiles(undefined, { 'onnx/model.onnx_data': data.subarray(0, data.length - 4096) });
    await failing(
      cut,
      'host-damaged',
      new RegExp(`onnx/model.onnx_data is incomplete.*${data.length - 4096}.*${data.length}`),
    );
  });

  test('a pointer of git-lfs in place of one', async () => {
    await failing(
      outsideFiles(undefined, { 'onnx/const.onnx_data': POINTER }),
      'host-damaged',
      /const.onnx_data is a Git LFS/,
    );
  });

  test.each([
    '../../../outside.bin',
    '../model.onnx_data',
    'sub/../../x',
    '/etc/passwd',
    '..\\outside.bin',
    'C:\\outside.bin',
    'C:outside.bin',
    'https://example.com/x',
    '%2e%2e/outside.bin',
    '%252e%252e%252foutside.bin',
    '',
    '.',
  ])('at %j nothing is read', async (location) => {
    const asked: string[] = [];
    const files = outsideFiles(location);
    const watched: HostFiles = { read: (path) => (asked.push(path), files.read(path)) };
    await failing(watched, 'not-supported', /onnx\/model\.onnx keeps weights outside its folder/);
    expect(asked.filter((path) => !/^[a-z_]+\.json$/.test(path))).toEqual([GRAPH]);
  });
});

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

test.each([
  [GRAPH, POINTER, /onnx\/model\.onnx is a Git LFS pointer/],
  [GRAPH, '<!doctype html><title>x</title>', /onnx\/model\.onnx is a web page/],
  [GRAPH, 'rubbish', /onnx\/model\.onnx/],
  [GRAPH, '', /onnx\/model\.onnx is empty/],
  ['config.json', POINTER, /config\.json is a Git LFS pointer/],
  ['config.json', '{"a":', /config\.json is no JSON/],
  ['config.json', '[]', /config\.json is no JSON object/],
  ['generation_config.json', POINTER, /generation_config\.json is a Git LFS pointer/],
  ['check.json', POINTER, /check\.json is a Git LFS pointer/],
])('in place of %s: %j', async (path, content, says) => {
  await failing(changedFiles(LLAMA, { [path]: content }), 'host-damaged', says);
});

test('a page in place of an optional file is no file', async () => {
  expect(await raggedLogits(changedFiles(LLAMA, { 'generation_config.json': '<!DOCTYPE html><p>404' }))).toEqual(
    baseline,
  );
});

test.each([512, 100000, -1, null, 1.5, 'x', [3]])('pad_token_id %j changes nothing', async (pad) => {
  expect(await raggedLogits(changedFiles(LLAMA, { 'config.json': { ...config, pad_token_id: pad } }))).toEqual(
    baseline,
  );
});

test('config.json as Python writes it', async () => {
  const text = `\uFEFF${JSON.stringify(config).slice(0, -1)},"time_step_limit":[0.0,Infinity],"x":NaN,"y":-Infinity}`;
  expect(await raggedLogits(changedFiles(LLAMA, { 'config.json': text }))).toEqual(baseline);
});

test.each(['num_hidden_layers', 'vocab_size', 'hidden_size'])('%s that is no number', async (key) => {
  const text = JSON.stringify({ ...config, [key]: 0 }).replace(`"${key}":0`, `"${key}":Infinity`);
  await failing(changedFiles(LLAMA, { 'config.json': text }), 'host-unreadable', new RegExp(`config\\.json.*${key}`));
});

test.each(['"3"', '{"a":1}', '[[1]]', '1.5'])('an end of answers that is no token is told: %s', async (told) => {
  const files = changedFiles(LLAMA, { 'generation_config.json': `{"eos_token_id":${told}}` });
  await failing(files, 'host-unreadable', /generation_config\.json has no usable eos_token_id/);
});

test('a graph that is not understood is told by its file', async () => {
  const files = await withGraph(LLAMA, (one) => ({
    ...one,
    graph: { ...one.graph, nodes: one.graph.nodes.filter(({ opType }) => opType !== 'Softmax') },
  }));
  await failing(files, 'host-unreadable', /^onnx\/model\.onnx: /);
});
