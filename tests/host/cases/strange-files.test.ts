/** Files that are another program's, names that could be read in two ways, and weights in the far corners of a graph. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { decodeModel, encodeModel, type Model, type TensorProto } from '../../../src/host/onnx/model.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { readConfig } from '../../../src/host/files/config.ts';
import { readExternalData, readGenuine } from '../../../src/host/files/files.ts';
import { siteFiles } from '../../../src/host/files/site.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { filesIn } from '../files.ts';
import { changedFiles, GRAPH, LLAMA } from './changed.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const plain = decodeModel(await filesIn(LLAMA).read(GRAPH));

describe('another program’s file in place of the graph', () => {
  test.each([
    ['GGUF\u0003\u0000\u0000\u0000', /onnx\/model\.onnx is a GGUF file/],
    ['\u0014\u0000\u0000\u0000ORTM', /runtime’s own format/],
    ['\u001c\u0000\u0000\u0000TFL3', /TensorFlow Lite/],
    ['\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000{"a":{}} ', /safetensors/],
    ['PK\u0003\u0004 archive/data.pkl', /torch/],
  ])('%j', async (start, says) => {
    const files = changedFiles(LLAMA, { [GRAPH]: bytesOf(start.padEnd(100, ' ')) });
    await expect(prepareGraph(files)).rejects.toMatchObject({
      code: 'not-supported',
      message: expect.stringMatching(says) as unknown,
    });
  });

  test.each([LLAMA, 'tests/fixtures/hosts/qwen3-genai-fp16', 'public/hosts/micro'])(
    '%s is what it says',
    async (folder) => {
      expect((await readGenuine(filesIn(folder), GRAPH)).length).toBeGreaterThan(1000);
    },
  );
});

test('sizes of a decoder for text inside a model for several senses', async () => {
  const text = JSON.parse(new TextDecoder().decode(await filesIn(LLAMA).read('config.json'))) as Record<
    string,
    unknown
  >;
  const { eos_token_id, ...sizes } = text;
  const nested = { model_type: 'several', eos_token_id, vision_config: { hidden_size: 7 }, text_config: sizes };
  expect(readConfig(nested)).toEqual(readConfig(text));
  expect(readConfig({ ...text, text_config: { hidden_size: 7 } })).toEqual(readConfig(text));
});

const outside = (location: string): TensorProto => ({
  name: 'w',
  dims: [2],
  dataType: 1,
  external: { location, offset: 0 },
});
/** The tensor as bytes, by writing a model around it. */
function encoded(tensor: TensorProto): Uint8Array {
  const graph = { nodes: [], initializers: [tensor], inputs: [], outputs: [], rest: [] };
  return decodeModel(encodeModel({ graph, opsets: [], rest: [] })).graph.initializers[0]!.raw!;
}
const withRest = (rest: Uint8Array[], graphRest: Uint8Array[] = []): Model => ({
  ...plain,
  rest: [...plain.rest, ...rest],
  graph: { ...plain.graph, rest: [...plain.graph.rest, ...graphRest] },
});
const sparse = (location: string): Uint8Array => new Writer().message(1, encoded(outside(location))).bytes();
const constant = (attribute: Uint8Array): Model => {
  const node = { opType: 'Constant', domain: '', name: 'c', inputs: [], outputs: ['c'], rest: [] };
  const attributes = [{ name: 'value', raw: attribute }];
  return { ...plain, graph: { ...plain.graph, nodes: [...plain.graph.nodes, { ...node, attributes }] } };
};

/** Every place of a model in which a tensor may name a file. */
const CORNERS: [string, (location: string) => Model][] = [
  ['a sparse initialiser', (location) => withRest([], [new Writer().message(15, sparse(location)).bytes()])],
  ['a sparse constant', (location) => constant(new Writer().text(1, 'value').message(22, sparse(location)).bytes())],
  [
    'a function',
    (location) => {
      const attribute = new Writer()
        .text(1, 'value')
        .message(5, encoded(outside(location)))
        .bytes();
      const node = new Writer().text(4, 'Constant').message(5, attribute).bytes();
      return withRest([new Writer().message(25, new Writer().text(1, 'f').message(7, node).bytes()).bytes()]);
    },
  ],
];

describe.each(CORNERS)('weights of %s', (_, model) => {
  const read = async (location: string) => {
    const asked: string[] = [];
    const files = { read: (path: string) => (asked.push(path), Promise.resolve(new Uint8Array(8))) };
    const parts = await readExternalData(decodeModel(encodeModel(model(location))), GRAPH, files);
    return { asked, paths: parts.map(({ path }) => path) };
  };

  test('are read from beside the graph', async () => {
    expect(await read('far.bin')).toEqual({ asked: ['onnx/far.bin'], paths: ['far.bin'] });
  });

  test.each(['../far.bin', '/far.bin', '*/_ORT_MEM_ADDR_/*', '%2e%2e/far.bin'])(
    'and from nowhere else: %s',
    async (location) => {
      await expect(read(location)).rejects.toMatchObject({ code: 'not-supported' });
    },
  );
});

describe('names are names', () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each([
    ['w%20x.bin', 'onnx/w%2520x.bin'],
    ['w#1.bin', 'onnx/w%231.bin'],
    ['w?x=1.bin', 'onnx/w%3Fx%3D1.bin'],
    ['ä b.bin', 'onnx/%C3%A4%20b.bin'],
  ])('%s is asked for as %s', async (name, address) => {
    const asked: string[] = [];
    vi.stubGlobal('self', { location: { href: 'https://lab.example/page/' } });
    vi.stubGlobal('fetch', (href: string) => (asked.push(href), Promise.resolve(new Response(new Uint8Array(8)))));
    const [, model] = CORNERS[0]!;
    await readExternalData(decodeModel(encodeModel(model(name))), GRAPH, siteFiles('hosts/some'));
    expect(asked).toEqual([`https://lab.example/page/hosts/some/${address}`]);
  });
});
