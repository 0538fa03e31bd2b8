/**
 * Forms that exporters write, put into graphs with golden values: caches of a fixed size for layers with a window, rotations
 * that are chosen by how long a text is, heads that read the last token only, caches of another type than the layers.
 */
import { describe, expect, test } from 'vitest';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import { decodeAll } from '../../../src/host/decode/decode.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import {
  DataType,
  decodeModel,
  encodeGraph,
  type Attribute,
  type Model,
  type Node,
  type TensorProto,
} from '../../../src/host/onnx/model.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { withShortContext } from '../../../src/host/passes/context.ts';
import { withGrowingCaches } from '../../../src/host/passes/window.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openTrainer } from '../../../src/host/session/variants.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { random } from '../../../src/base/random.ts';
import { GoldenTraining } from '../differentiate/golden-training.ts';
import { floats, ints } from '../differentiate/one-op.ts';
import { filesIn } from '../files.ts';
import { differenceFromGolden, Golden } from '../hosts.ts';
import {
  GRAPH,
  LLAMA,
  openFiles,
  raggedLogits,
  relativeDifference,
  withGraph,
  withInputsAs,
  withOutputsAs,
} from './changed.ts';

const GEMMA3 = 'tests/fixtures/hosts/gemma3-genai-fp32';
const PHI3 = 'tests/fixtures/hosts/phi3-genai-fp32';

async function expectGolden(folder: string, files: HostFiles): Promise<void> {
  const decoder = await openFiles(files);
  const golden = await Golden.read(folder);
  const adapter = readPeft(decoder.sites, await filesIn(folder).read('adapter/adapter_model.safetensors'), 8);
  expect(await differenceFromGolden(decoder, golden, adapter, 3)).toBeLessThan(1e-4);
  await decoder.session.release();
  const { trainer, sites } = await openTrainer(await prepareGraph(files), nodeRuntime(1));
  const training = await GoldenTraining.read(filesIn(folder), sites);
  const [result] = await trainer.run([training.row(1)]);
  expect(Math.abs(result!.loss / training.loss(1) - 1)).toBeLessThan(2e-6);
  expect(Math.max(...training.differences(1, result!.gradient).values())).toBeLessThan(1e-5);
  await trainer.release();
}

/** Layers with a window told to keep no more than that in their caches, as the model builder writes them for processors. */
function rolling(model: Model): Model {
  const { graph } = model;
  const hasWindow = ({ attributes }: Node): boolean =>
    attributes.some(({ name, i }) => name === 'local_window_size' && i! > 0);
  const nodes = graph.nodes.map((node) =>
    hasWindow(node) ? { ...node, attributes: [...node.attributes, { name: 'sliding_window_cache', i: 1 }] } : node,
  );
  expect(nodes.some(hasWindow)).toBe(true);
  return { ...model, graph: { ...graph, nodes } };
}

test('caches that roll are let grow, and give the golden logits and gradients', async () => {
  await expectGolden(GEMMA3, await withGraph(GEMMA3, rolling));
});

test('a graph whose caches grow stays the same object', async () => {
  const model = decodeModel(await filesIn(GEMMA3).read(GRAPH));
  expect(withGrowingCaches(model)).toBe(model);
});

const LIMIT = 60;

/** The tables of the rotation in one branch of an If, and others in the branch for more tokens than a limit. */
function choosing(model: Model, compare: 'Greater' | 'GreaterOrEqual' = 'Greater'): Model {
  const { graph } = model;
  const tables = graph.initializers.filter(({ name }) => /^(cos|sin)_cache$/.test(name));
  expect(tables.length).toBe(2);
  const branch = (name: string, which: string, table: (own: TensorProto) => TensorProto): Attribute => {
    const held = tables.map((own): Node => {
      const tensor = { ...table(own), name: '' };
      return newNode('Constant', [], [`${own.name}_${which}`], [{ name: 'value', t: tensor }]);
    });
    const outputs = tables.map((own) => ({
      name: `${own.name}_${which}`,
      elementType: own.dataType,
      shape: ['tokens', own.dims[1]!],
    }));
    const rest = [new Writer().text(2, name).bytes()];
    const inner = encodeGraph({ nodes: held, initializers: [], inputs: [], outputs, rest });
    return { name, raw: new Writer().text(1, name).message(6, inner).varint(20, 5).bytes() };
  };
  const plain = ({ name, dims, dataType, data, external }: TensorProto): TensorProto =>
    external ? { name, dims, dataType, external } : { name, dims, dataType, data: data! };
  const other = ({ name, dims }: TensorProto): TensorProto =>
    floats(
      name,
      dims,
      Array.from({ length: dims[0]! * dims[1]! }, (_, i) => Math.cos(i)),
    );
  const nodes = [
    newNode('Shape', ['attention_mask'], ['mask.shape']),
    newNode('Gather', ['mask.shape', 'one'], ['mask.tokens']),
    newNode(compare, ['mask.tokens', 'limit'], ['is_long']),
    newNode(
      'If',
      ['is_long'],
      tables.map(({ name }) => name),
      [branch('then_branch', 'large', other), branch('else_branch', 'small', plain)],
    ),
  ];
  const kept = graph.initializers.filter((one) => !tables.includes(one));
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...graph.nodes],
      initializers: [...kept, ints('one', [1], []), ints('limit', [LIMIT], [])],
    },
  };
}

describe('a rotation that is chosen by the length of the text', () => {
  test('is the one for short texts, with the golden logits and gradients', async () => {
    await expectGolden(PHI3, await withGraph(PHI3, (model) => choosing(model)));
  });

  test.each([
    ['Greater', LIMIT],
    ['GreaterOrEqual', LIMIT - 1],
  ] as const)('by %s, no text is longer than %i', async (compare, most) => {
    const decoder = await openFiles(await withGraph(PHI3, (model) => choosing(model, compare)));
    expect(decoder.rules.contextTokens).toBe(most);
    const greedy = { adapter: null, maxNewTokens: 99, temperature: 0, topP: 1, random: random('long') };
    const prompt = Array.from({ length: most - 3 }, (_, i) => 5 + i);
    const unending = { ...decoder, rules: { ...decoder.rules, endTokens: [] } };
    const [answer] = await decodeAll(unending, [{ prompt, ...greedy }]);
    expect(answer).toMatchObject({ finish: 'context', promptTokens: most - 3 });
    expect(answer!.tokens.length).toBe(4);
    const tooLong = [...prompt, 1, 2, 3, 4];
    await expect(decodeAll(unending, [{ prompt: tooLong, ...greedy }])).rejects.toMatchObject({
      code: 'prompt-too-long',
    });
    await decoder.session.release();
  });

  test('a choice by something else stays as it is', async () => {
    const model = choosing(decodeModel(await filesIn(PHI3).read(GRAPH)));
    const nodes = model.graph.nodes.map((node) =>
      node.opType === 'Shape' && node.outputs[0] === 'mask.shape'
        ? { ...node, inputs: ['past_key_values.0.key'] }
        : node,
    );
    const other = { ...model, graph: { ...model.graph, nodes } };
    expect(withShortContext(other)).toEqual({ model: other, contextTokens: Infinity });
  });
});

const LAST: Record<string, (x: string, y: string) => { nodes: Node[]; initializers: TensorProto[] }> = {
  'Gather and Unsqueeze': (x, y) => ({
    nodes: [
      newNode('Gather', [x, 'last'], ['taken'], [{ name: 'axis', i: 1 }]),
      newNode('Unsqueeze', ['taken', 'axes'], [y]),
    ],
    initializers: [ints('last', [-1], []), ints('axes', [1])],
  }),
  'Gather of a list': (x, y) => ({
    nodes: [newNode('Gather', [x, 'last'], [y], [{ name: 'axis', i: 1 }])],
    initializers: [ints('last', [-1])],
  }),
  'Gather alone': (x, y) => ({
    nodes: [newNode('Gather', [x, 'last'], [y], [{ name: 'axis', i: 1 }])],
    initializers: [ints('last', [-1], [])],
  }),
  Slice: (x, y) => ({
    nodes: [newNode('Slice', [x, 'last', 'end', 'axes'], [y])],
    initializers: [ints('last', [-1]), ints('end', [2 ** 52]), ints('axes', [1])],
  }),
};

describe.each(Object.entries(LAST))('a head that reads the last token only, by %s', (how, cut) => {
  test('reads all of them, and gives the golden logits and gradients', async () => {
    const files = await withGraph(LLAMA, (model) => {
      const { graph } = model;
      const head = graph.nodes.find(({ outputs }) => outputs.includes('logits'))!;
      const { nodes, initializers } = cut(head.inputs[0]!, 'for the head');
      const all = graph.nodes.flatMap((node) =>
        node === head ? [...nodes, { ...node, inputs: ['for the head', ...node.inputs.slice(1)] }] : [node],
      );
      const outputs = graph.outputs.map((one) => {
        const shape = how === 'Gather alone' ? ['rows', 512] : ['rows', 1, 512];
        return one.name === 'logits' ? { name: one.name, elementType: one.elementType, shape } : one;
      });
      return {
        ...model,
        graph: { ...graph, nodes: all, outputs, initializers: [...graph.initializers, ...initializers] },
      };
    });
    await expectGolden(LLAMA, files);
  });
});

test('caches in halves around layers in float32 give the golden logits and gradients', async () => {
  const isCache = (name: string): boolean => /^(past|present)/.test(name);
  const files = await withGraph(LLAMA, (model) =>
    withOutputsAs(withInputsAs(model, isCache, DataType.float16), isCache, DataType.float16),
  );
  await expectGolden(LLAMA, files);
});

/** Keys and values joined to the cache by the attention itself, and shared by its heads: what torch writes apart. */
function joinedInside(model: Model): Model {
  const { graph } = model;
  const attentions = graph.nodes.filter(({ opType }) => opType === 'Attention');
  const concats = new Map(graph.nodes.flatMap((one) => (one.opType === 'Concat' ? [[one.outputs[0]!, one]] : [])));
  const nodes = graph.nodes.flatMap((node) => {
    if (/^present/.test(node.outputs[0]!)) return [];
    const layer = attentions.indexOf(node);
    if (layer < 0) return [node];
    const presents = [`present.${layer}.key`, `present.${layer}.value`];
    const joins = presents.map((name) => concats.get(name)!.inputs as [string, string]);
    const inputs = [node.inputs[0]!, joins[0]![1], joins[1]![1], node.inputs[3]!, joins[0]![0], joins[1]![0]];
    return [{ ...node, inputs, outputs: [node.outputs[0]!, ...presents] }];
  });
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const given = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  const whole = nodes.filter(({ inputs }) => inputs.every((name) => name === '' || made.has(name) || given.has(name)));
  return { ...model, graph: { ...graph, nodes: whole } };
}

test('a cache inside of ONNX’s own attention gives the golden logits, step by step too, and gradients', async () => {
  const folder = 'tests/fixtures/hosts/qwen3-dynamo23-fp32';
  const files = await withGraph(folder, joinedInside);
  await expectGolden(folder, files);
  const [one, other] = [await raggedLogits(files), await raggedLogits(filesIn(folder))];
  expect(relativeDifference(one, other)).toBeLessThan(1e-5);
});
