/** Layers that hand on a state, in other spellings than their exporter's: names, the fused operator, what is refused. */
import { describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../../src/host/node.ts';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import type { Model, Node, ValueInfo } from '../../../src/host/onnx/model.ts';
import { readConfig } from '../../../src/host/files/config.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import type { HostTokenizer } from '../../../src/host/files/tokenizer.ts';
import { random } from '../../../src/base/random.ts';
import { loadHost } from '../../../src/host/session/host.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openTrainer } from '../../../src/host/session/variants.ts';
import { GoldenTraining } from '../differentiate/golden-training.ts';
import { filesIn } from '../files.ts';
import { logitsOf } from '../../../src/host/session/check.ts';
import { floats, ints } from '../differentiate/one-op.ts';
import { differenceFromGolden, Golden, largestDifference, someAdapter } from '../hosts.ts';
import { changedFiles, LLAMA, openFiles, withGraph } from './changed.ts';

const LFM2 = 'tests/fixtures/hosts/lfm2-genai-q4';

/** Inputs, outputs and tensors under other names. */
function renamed(model: Model, rename: (name: string) => string): Model {
  const info = ({ name, elementType, shape }: ValueInfo): ValueInfo => ({ name: rename(name), elementType, shape });
  const { graph } = model;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  return { ...model, graph: { ...graph, nodes, inputs: graph.inputs.map(info), outputs: graph.outputs.map(info) } };
}

/** Concat, Conv and both Slices of a layer as one CausalConvWithState, whose state is two tokens long and not three. */
function fused(model: Model): Model {
  const { graph } = model;
  const by = (find: (node: Node) => boolean): Node => graph.nodes.find(find)!;
  const gone = new Set<Node>();
  const nodes: Node[] = graph.nodes.flatMap((concat) => {
    const [past, x] = concat.inputs as [string, string];
    if (!past?.startsWith('past_conv.')) return [concat];
    const joined = concat.outputs[0]!;
    const conv = by(({ opType, inputs }) => opType === 'Conv' && inputs[0] === joined);
    const newest = by(({ opType, inputs }) => opType === 'Slice' && inputs[0] === conv.outputs[0]);
    const kept = by(({ opType, inputs }) => opType === 'Slice' && inputs[0] === joined);
    for (const node of [conv, newest, kept]) gone.add(node);
    const outputs = [newest.outputs[0]!, kept.outputs[0]!];
    return [{ ...newNode('CausalConvWithState', [x, conv.inputs[1]!, '', past], outputs), domain: 'com.microsoft' }];
  });
  const shorter = (info: ValueInfo): ValueInfo =>
    /_conv\./.test(info.name) ? { name: info.name, elementType: info.elementType, shape: ['batch_size', 64, 2] } : info;
  return {
    ...model,
    graph: {
      ...graph,
      nodes: nodes.filter((node) => !gone.has(node)),
      inputs: graph.inputs.map(shorter),
      outputs: graph.outputs.map(shorter),
    },
  };
}

const SPELLINGS: Record<string, (model: Model) => Model> = {
  'as newer exporters call them': (model) =>
    renamed(model, (name) => name.replace(/^(past|present)_conv\.(\d+)$/, '$1.$2.conv')),
  'beside the cache': (model) =>
    renamed(model, (name) => name.replace(/^(past|present)_conv\.(\d+)$/, '$1_key_values.$2.conv_state')),
  'with in and out behind': (model) =>
    renamed(model, (name) =>
      name.replace(
        /^(past|present)_conv\.(\d+)$/,
        (_, when, layer) => `conv_${layer}_${when === 'past' ? 'in' : 'out'}`,
      ),
    ),
  'in one operator': fused,
};

async function expectGolden(files: HostFiles): Promise<void> {
  const decoder = await openFiles(files);
  expect(decoder.padding).toBe('equal');
  const golden = await Golden.read(LFM2);
  const adapter = readPeft(decoder.sites, await filesIn(LFM2).read('adapter/adapter_model.safetensors'), 8);
  expect(await differenceFromGolden(decoder, golden, adapter, 3)).toBeLessThan(1e-4);
  await decoder.session.release();
}

describe.each(Object.entries(SPELLINGS))('states %s', (_, change) => {
  test('give the golden logits', async () => expectGolden(await withGraph(LFM2, change)));

  test('give the golden gradients', async () => {
    const { trainer, sites } = await openTrainer(await prepareGraph(await withGraph(LFM2, change)), nodeRuntime(1));
    const golden = await GoldenTraining.read(filesIn(LFM2), sites);
    const [result] = await trainer.run([golden.row(1)]);
    expect(Math.abs(result!.loss / golden.loss(1) - 1)).toBeLessThan(2e-6);
    expect(Math.max(...golden.differences(1, result!.gradient).values())).toBeLessThan(1e-5);
    await trainer.release();
  });
});

/** Each token's embedding with a third of the one before it, which a state hands on from step to step. */
function shifted(model: Model): Model {
  const { graph } = model;
  const embed = graph.nodes.find(({ opType, inputs }) => opType === 'Gather' && inputs[1] === 'input_ids')!;
  const x = embed.outputs[0]!;
  const tail = (name: string, from: string, to: string): Node =>
    newNode('Slice', ['shift/all', from, to, 'shift/axis'], [name]);
  const nodes = graph.nodes.flatMap((node) => {
    if (node !== embed) return [node];
    return [
      { ...embed, outputs: [`${x}/plain`] },
      newNode('Concat', ['shift.prev', `${x}/plain`], ['shift/all'], [{ name: 'axis', i: 1 }]),
      tail('shift/before', 'shift/none', 'shift/last'),
      tail('shift.next', 'shift/last', 'shift/end'),
      newNode('Mul', ['shift/before', 'shift/third'], ['shift/share']),
      newNode('Add', [`${x}/plain`, 'shift/share'], [x]),
    ];
  });
  const state = (name: string): ValueInfo => ({ name, elementType: 1, shape: ['batch_size', 1, 64] });
  const initializers = [
    ...graph.initializers,
    ints('shift/axis', [1]),
    ints('shift/none', [0]),
    ints('shift/last', [-1]),
    ints('shift/end', [2 ** 31 - 1]),
    floats('shift/third', [], [1 / 3]),
  ];
  const [inputs, outputs] = [
    [...graph.inputs, state('shift.prev')],
    [...graph.outputs, state('shift.next')],
  ];
  return { ...model, graph: { ...graph, nodes, initializers, inputs, outputs } };
}

test('a state of any kind goes from step to step, each row’s its own, and begins as zeros', async () => {
  const decoder = await openFiles(await withGraph(LLAMA, shifted));
  expect(decoder.padding).toBe('equal');
  const rows = [3, 40, 90].map((first, i) => ({
    prompt: Array.from({ length: 6 }, (_, t) => first + 7 * t),
    adapter: i === 1 ? null : someAdapter(decoder.sites, 2, i),
  }));
  const together = await logitsOf(decoder, rows, 5);
  const plain = await openFiles(filesIn(LLAMA));
  for (const [i, row] of rows.entries()) {
    const [alone] = await logitsOf(decoder, [row], 5);
    expect(largestDifference(together[i]!, alone!)).toBeLessThan(1e-5);
    const tokens = [...row.prompt];
    for (const logits of alone!.slice(0, -1)) tokens.push(logits.indexOf(Math.max(...logits)));
    const whole = alone!.map((_, step) => ({ ...row, prompt: tokens.slice(0, 6 + step) }));
    const prefilled = (await logitsOf(decoder, whole, 0)).map(([first]) => first!);
    expect(largestDifference(alone!, prefilled)).toBeLessThan(1e-4);
    const [without] = await logitsOf(plain, [row], 0);
    expect(largestDifference([alone![0]!], without!)).toBeGreaterThan(0.01);
  }
  await decoder.session.release();
  await plain.session.release();
  const { trainer, sites } = await openTrainer(await prepareGraph(await withGraph(LLAMA, shifted)), nodeRuntime(1));
  const [{ prompt }] = rows as [(typeof rows)[0]];
  const [trained] = await trainer.run([
    { tokens: prompt, weights: prompt.map(() => 1), adapter: someAdapter(sites, 2, 0) },
  ]);
  expect(trained!.gradient.some((one) => one !== 0)).toBe(true);
  await trainer.release();
});

test('a state whose rows do not come first is refused by its name', async () => {
  const files = await withGraph(LFM2, (model) => {
    const turned = (info: ValueInfo): ValueInfo =>
      info.name === 'past_conv.0' ? { name: info.name, elementType: 1, shape: [64, 'batch_size', 3] } : info;
    return { ...model, graph: { ...model.graph, inputs: model.graph.inputs.map(turned) } };
  });
  await expect(openFiles(files)).rejects.toMatchObject({
    code: 'not-supported',
    message: expect.stringContaining('past_conv.0') as unknown,
  });
});

test('a config that declares the MLPs before their cut by a third is read so', async () => {
  const declared = { block_auto_adjust_ff_dim: true, block_ffn_dim_multiplier: 1, block_multiple_of: 256 };
  const { config } = await prepareGraph(
    changedFiles(LFM2, {
      'config.json': {
        ...(JSON.parse(new TextDecoder().decode(await filesIn(LFM2).read('config.json'))) as object),
        ...declared,
        block_ff_dim: 230,
        block_multiple_of: 32,
      },
    }),
  );
  expect(config.intermediate).toBe(160);
  // What LFM2-350M declares, and how wide it is.
  const real = { ...declared, block_ff_dim: 6656, intermediate_size: 6656, hidden_size: 1024, num_attention_heads: 16 };
  const others = { num_hidden_layers: 16, vocab_size: 65536, max_position_embeddings: 128000 };
  expect(readConfig({ ...real, ...others }).intermediate).toBe(4608);
});

test('a whole host with states says its padding, counts all its weights, answers, looks on and learns', async () => {
  const tokenizer: HostTokenizer = {
    encodePrompt: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
    encodeText: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
    decodeText: (tokens) => tokens.join(' '),
  };
  const host = await loadHost({ name: 'lfm2', files: filesIn(LFM2), runtime: nodeRuntime(1), tokenizer });
  expect(host.padding).toBe('equal');
  expect(host.backend.notes.join(' ')).toContain('Prompts of different length');
  const attention = 2 * (64 * 128 + 64 * 64);
  const convolution = 2 * (64 * 192 + 64 * 64);
  expect(host.parameters).toBe(attention + convolution + 4 * 3 * 64 * 160 + 512 * 64);
  const greedy = { adapter: null, maxNewTokens: 4, temperature: 0, topP: 1, random: random('states'), offset: null };
  const requests = ['one', 'three', 'five'].map((text) => ({ prompt: host.encodePrompt(text), ...greedy }));
  const answers = await host.decode(requests);
  const looked = await (await host.learning.tap()).decode(requests);
  expect(looked.map(({ tokens }) => tokens)).toEqual(answers.map(({ tokens }) => tokens));
  const { trainer, answerTokens } = await host.learning.training();
  const tokens = [...host.encodePrompt('one'), ...answerTokens('1')];
  const [row] = await trainer.run([
    { tokens, weights: tokens.map((_, i) => Number(i > 2)), adapter: someAdapter(host.sites, 2, 1) },
  ]);
  expect(row!.gradient.some((one) => one !== 0)).toBe(true);
  await host.dispose();
});
