/** Models of another kind than a plain decoder, in the forms that exporters give them: each is refused by its name. */
import { describe, expect, test } from 'vitest';
import { newNode } from '../../../src/host/onnx/edits.ts';
import {
  DataType,
  encodeGraph,
  encodeModel,
  type Attribute,
  type Graph,
  type Model,
  type Node,
  type ValueInfo,
} from '../../../src/host/onnx/model.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { filesIn } from '../files.ts';
import { floats, ints } from '../differentiate/one-op.ts';
import {
  changedFiles,
  GRAPH,
  LLAMA,
  openFiles,
  raggedLogits,
  relativeDifference,
  withGraph,
  type Changes,
} from './changed.ts';

const { float, int64, bool } = DataType;

/** A graph of some inputs and outputs, each `name` or `name:rank`, and nothing that computes. */
function doors(inputs: string, outputs: string, nodes: Node[] = []): Graph {
  const infos = (words: string): ValueInfo[] =>
    words.split(' ').map((word) => {
      const [name, rank = '3'] = word.split(':') as [string, string?];
      const shape = Array.from({ length: Number(rank) }, (_, axis) => `${name}.${axis}`);
      return { name, shape, elementType: /ids|mask/.test(name) ? int64 : name.startsWith('use_') ? bool : float };
    });
  return { nodes, initializers: [], inputs: infos(inputs), outputs: infos(outputs), rest: [] };
}

function bytesOf(graph: Graph): Uint8Array {
  return encodeModel({ graph, opsets: [{ domain: '', version: 18 }], rest: [] });
}

const IDS = 'input_ids:2 attention_mask:2';
const CACHE = ' past_key_values.0.key:4 past_key_values.0.value:4';
const PRESENT = ' present.0.key:4 present.0.value:4';

/** Doors of real exports: what they are called in the refusal, and the words that say by what they were known. */
const DOORS: [what: string, graph: Graph, config: object | null, kind: string, mark: string][] = [
  [
    'a T5 decoder by Optimum',
    doors(
      'encoder_attention_mask:2 input_ids:2 encoder_hidden_states past_key_values.0.decoder.key:4 past_key_values.0.encoder.key:4',
      'logits present.0.decoder.key:4',
    ),
    { model_type: 't5', d_model: 64, is_encoder_decoder: true },
    'an encoder with a decoder',
    'encoder_attention_mask',
  ],
  [
    'a T5 encoder by Optimum',
    doors(IDS, 'last_hidden_state'),
    { model_type: 't5', d_model: 64, is_encoder_decoder: true },
    'an encoder with a decoder',
    'is_encoder_decoder',
  ],
  [
    'a Whisper decoder by the model builder',
    doors('input_ids:2 past_key_cross_0:4 past_key_self_0:4', 'logits present_key_self_0:4'),
    null,
    'an encoder with a decoder',
    'past_key_cross_0',
  ],
  ['a Whisper encoder', doors('input_features', 'last_hidden_state'), null, 'for sound', 'input_features'],
  ['a BERT', doors(`${IDS} token_type_ids:2`, 'last_hidden_state'), null, 'an encoder', 'token_type_ids'],
  ['a ModernBERT', doors(IDS, 'logits'), { architectures: ['ModernBertForMaskedLM'] }, 'an encoder', 'MaskedLM'],
  ['an embedding model', doors(IDS, 'token_embeddings sentence_embedding:2'), null, 'an encoder', 'sentence_embedding'],
  ['a classifier', doors(IDS, 'logits:2'), null, 'an encoder', 'one set of logits'],
  ['a vision tower', doors('pixel_values:4', 'image_features'), null, 'for pictures', 'pixel_values'],
  ['the table of a model that sees', doors('input_ids:2', 'inputs_embeds'), null, 'one part of', 'inputs_embeds'],
  [
    'the decoder of a model that sees',
    doors(`inputs_embeds attention_mask:2${CACHE}`, `logits${PRESENT}`),
    null,
    'one part of',
    'inputs_embeds',
  ],
  ['a decoder that was exported without its past', doors(IDS, 'logits'), null, 'no cache', 'keys and values'],
  [
    'a decoder that needs to be told which of its halves',
    doors(`${IDS} use_cache_branch:1${CACHE}`, `logits${PRESENT}`),
    null,
    'a merged decoder',
    'use_cache_branch',
  ],
  [
    'a Mixtral by the model builder',
    doors(`${IDS}${CACHE}`, `logits${PRESENT}`, [
      { ...newNode('QMoE', ['x', 'router'], ['y']), name: '/model/layers.0/moe/QMoE', domain: 'com.microsoft' },
    ]),
    null,
    'a mixture of experts',
    'QMoE /model/layers.0/moe/QMoE',
  ],
  [
    'weights that are laid out for CUDA',
    doors(`${IDS}${CACHE}`, `logits${PRESENT}`, [
      newNode('MatMulNBits', ['x', 'w', 's'], ['y'], [{ name: 'weight_prepacked', i: 0 }]),
      newNode('MatMulNBits', ['y', 'w', 's'], ['z'], [{ name: 'weight_prepacked', i: 1 }]),
    ]),
    null,
    'CUDA devices alone',
    'MatMulNBits z/MatMulNBits',
  ],
  [
    'experts that are known by their names alone',
    doors(`${IDS}${CACHE}`, `logits${PRESENT}`, [
      { ...newNode('MatMul', ['x', 'w'], ['y']), name: '/model/layers.1/mlp/experts.3/down_proj/MatMul' },
    ]),
    null,
    'a mixture of experts',
    'experts.3/down_proj',
  ],
  [
    'experts that are known by the config alone',
    doors(`${IDS}${CACHE}`, `logits${PRESENT}`),
    { num_local_experts: 8 },
    'a mixture of experts',
    'num_local_experts 8',
  ],
];

function refused(kind: string, mark: string): unknown {
  const mustBe = (...parts: string[]): RegExp =>
    new RegExp(parts.map((part) => part.replace(/[.()]/g, '\\$&')).join('.*'));
  return {
    code: 'not-supported',
    sentence: expect.stringMatching(
      mustBe(`${GRAPH}: This model is not supported, because it is `, kind, mark),
    ) as unknown,
    nextStep: expect.stringMatching(/^(Choose|Export) .*\.$/) as unknown,
  };
}

test.each(DOORS)('%s is refused', async (_, graph, config, kind, mark) => {
  const changes: Changes = { [GRAPH]: bytesOf(graph), ...(config ? { 'config.json': config } : {}) };
  await expect(prepareGraph(changedFiles(LLAMA, changes))).rejects.toMatchObject(refused(kind, mark) as object);
});

/** The whole decoder in both branches of one If, as merging writes it. */
function mergedIn(model: Model): Model {
  const { graph } = model;
  const branch = (name: string): Attribute => {
    const inner = encodeGraph({ ...graph, inputs: [], rest: [new Writer().text(2, name).bytes()] });
    return { name, raw: new Writer().text(1, name).message(6, inner).varint(20, 5).bytes() };
  };
  const outputs = graph.outputs.map(({ name }) => name);
  const choice = newNode('If', ['first'], outputs, [branch('then_branch'), branch('else_branch')]);
  const first: Node[] = [
    newNode('Shape', ['past_key_values.0.key'], ['past.shape']),
    newNode('Gather', ['past.shape', 'two'], ['past.tokens']),
    newNode('Equal', ['past.tokens', 'none'], ['first']),
  ];
  return {
    ...model,
    graph: { ...graph, nodes: [...first, choice], initializers: [ints('two', [2], []), ints('none', [0], [])] },
  };
}

/** A router in front of the first layer's way back to the stream: its best weight scales what the MLP gives. */
function routedIn(model: Model): Model {
  const { graph } = model;
  const down = graph.nodes.find(({ name }) => name.includes('layers.0/mlp/down_proj'))!;
  const [x, y] = [down.inputs[0]!, down.outputs[0]!];
  const inputs = graph.initializers.find(({ name }) => name === down.inputs[1])!.dims[0]!;
  const nodes = graph.nodes.flatMap((node) => {
    if (node !== down) return [node];
    return [
      { ...node, outputs: [`${y}/whole`] },
      newNode('MatMul', [x, 'router'], ['routed']),
      newNode('Softmax', ['routed'], ['chances'], [{ name: 'axis', i: -1 }]),
      newNode('TopK', ['chances', 'one'], ['best', 'chosen'], [{ name: 'axis', i: -1 }]),
      newNode('Mul', [`${y}/whole`, 'best'], [y]),
    ];
  });
  const router = floats(
    'router',
    [inputs, 4],
    Array.from({ length: 4 * inputs }, (_, i) => Math.sin(i)),
  );
  return { ...model, graph: { ...graph, nodes, initializers: [...graph.initializers, router, ints('one', [1])] } };
}

describe('graphs that a runtime computes', () => {
  test('a whole decoder in both branches of an If is a merged decoder', async () => {
    const files = await withGraph(LLAMA, mergedIn);
    await expect(openFiles(files)).rejects.toMatchObject(refused('a merged decoder', 'If logits/If') as object);
  });

  test('a choice of the best few that the logits come from is a mixture of experts', async () => {
    const files = await withGraph(LLAMA, routedIn);
    await expect(openFiles(files)).rejects.toMatchObject(refused('a mixture of experts', 'TopK best/TopK') as object);
  });

  test('a choice of the best few tokens behind the logits is none', async () => {
    const files = await withGraph(LLAMA, (model) => {
      const best = newNode('TopK', ['logits', 'five'], ['likeliest', 'tokens'], [{ name: 'axis', i: -1 }]);
      const { graph } = model;
      const output: ValueInfo = { name: 'tokens', elementType: int64, shape: ['rows', 'length', 5] };
      const initializers = [...graph.initializers, ints('five', [5])];
      return {
        ...model,
        graph: { ...graph, nodes: [...graph.nodes, best], outputs: [...graph.outputs, output], initializers },
      };
    });
    expect(relativeDifference(await raggedLogits(files), await raggedLogits(filesIn(LLAMA)))).toBeLessThan(1e-5);
  });

  test('a decoder whose config counts one expert is opened', async () => {
    const config = JSON.parse(new TextDecoder().decode(await filesIn(LLAMA).read('config.json'))) as object;
    const decoder = await openFiles(changedFiles(LLAMA, { 'config.json': { ...config, num_experts: 1 } }));
    await decoder.session.release();
  });
});
