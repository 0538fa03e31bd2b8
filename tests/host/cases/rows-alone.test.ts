/**
 * Models that round what they multiply by one scale for a whole batch (DynamicQuantizeLinear): there a row's answer would
 * depend on its neighbours, so each row is computed alone, and that is said.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadHost } from '../../../src/host/session/host.ts';
import { checkHost, logitsOf, type CheckRow } from '../../../src/host/session/check.ts';
import { openTap, openTrainer } from '../../../src/host/session/variants.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { decodeAll, type Decoder } from '../../../src/host/decode/decode.ts';
import { embedAll } from '../../../src/host/decode/embed.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { newNode } from '../../../src/host/onnx/edits.ts';
import { DataType, type Model, type TensorProto } from '../../../src/host/onnx/model.ts';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import type { HostTokenizer } from '../../../src/host/files/tokenizer.ts';
import { random } from '../../../src/base/random.ts';
import { floats } from '../differentiate/one-op.ts';
import { filesIn } from '../files.ts';
import { differenceFromGolden, Golden, largestDifference, someAdapter } from '../hosts.ts';
import { LLAMA, openFiles, withGraph } from './changed.ts';

const INT8 = 'tests/fixtures/hosts/llama-optimum-int8';

/** One linear map of the model in whole numbers, as onnxruntime's quantiser writes it. */
function roundedAt(model: Model, which: string): Model {
  const { graph } = model;
  const product = graph.nodes.find(({ name }) => name.includes(which))!;
  const [x, weight] = product.inputs as [string, string];
  const y = product.outputs[0]!;
  const held = graph.initializers.find(({ name }) => name === weight)!;
  const values = new Float32Array(held.data!.slice().buffer);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
  const whole: TensorProto = {
    name: `${y}/whole`,
    dims: held.dims,
    dataType: DataType.int8,
    data: new Uint8Array(Int8Array.from(values, (value) => Math.round(value / scale)).buffer),
  };
  const zero: TensorProto = { name: `${y}/zero`, dims: [], dataType: DataType.int8, data: Uint8Array.of(0) };
  const nodes = graph.nodes.flatMap((node) => {
    if (node !== product) return [node];
    return [
      newNode('DynamicQuantizeLinear', [x], [`${y}/x`, `${y}/x_scale`, `${y}/x_zero`]),
      newNode('MatMulInteger', [`${y}/x`, whole.name, `${y}/x_zero`, zero.name], [`${y}/sums`]),
      newNode('Cast', [`${y}/sums`], [`${y}/floats`], [{ name: 'to', i: DataType.float }]),
      newNode('Mul', [`${y}/x_scale`, `${y}/w_scale`], [`${y}/scales`]),
      newNode('Mul', [`${y}/floats`, `${y}/scales`], [y]),
    ];
  });
  const initializers = [...graph.initializers, whole, zero, floats(`${y}/w_scale`, [], [scale])];
  return { ...model, graph: { ...graph, nodes, initializers } };
}

const HOSTS: [what: string, files: () => Promise<HostFiles>][] = [
  ['a model whose linear maps are all in whole numbers', () => Promise.resolve(filesIn(INT8))],
  ['a model with one such map', () => withGraph(LLAMA, (model) => roundedAt(model, 'layers.1/mlp/down_proj'))],
];

describe.each(HOSTS)('%s', (_, open) => {
  let files: HostFiles;
  let bare: Decoder;
  let decoder: Decoder;
  let rows: CheckRow[];
  let notes: string[];

  beforeAll(async () => {
    files = await open();
    bare = await openFiles(files);
    const checked = await checkHost(bare, 'node', undefined);
    notes = checked.notes;
    decoder = { ...bare, ...checked.rules };
    rows = [9, 4, 9, 17].map((length, i) => ({
      prompt: Array.from({ length }, (_, t) => 3 + ((7 * t + 31 * i) % 400)),
      adapter: i === 2 ? null : someAdapter(decoder.sites, 2, i),
    }));
  });
  afterAll(() => decoder.session.release());

  test('says that rows go one by one', () => {
    expect(notes).toEqual([expect.stringContaining('one by one')]);
    expect(decoder).toMatchObject({ padding: 'equal', sliceRows: 1, leastRows: 1 });
  });

  test('gives a row in company the logits that it gives it alone, to the bit', async () => {
    const together = await logitsOf(decoder, rows, 5);
    for (const [i, row] of rows.entries()) expect((await logitsOf(decoder, [row], 5))[0]).toEqual(together[i]);
    // Without that rule it would not: the second row is of another size and moves the scale.
    const company = rows.map((row, i) => ({ ...row, prompt: rows[0]!.prompt.map((token) => token + 60 * i) }));
    const mixed = await logitsOf({ ...decoder, sliceRows: 4 }, company, 0);
    const [alone] = await logitsOf(decoder, [company[0]!], 0);
    expect(largestDifference(mixed[0]!, alone!)).toBeGreaterThan(1e-3);
  });

  test('answers, embeds and looks on alike', async () => {
    const draws = { maxNewTokens: 5, temperature: 0, topP: 1, random: random('alone') };
    const requests = rows.map((row) => ({ ...row, ...draws, offset: null }));
    const answers = await decodeAll(decoder, requests);
    const prompts = rows.map(({ prompt }) => prompt);
    const embedded = await embedAll(decoder, prompts);
    const tap = await openTap(await prepareGraph(files), nodeRuntime(1));
    const looked = await tap.decode(requests, { decay: 0.9 });
    for (const [i, request] of requests.entries()) {
      expect(await decodeAll(decoder, [request])).toEqual([answers[i]]);
      expect(await embedAll(decoder, [prompts[i]!])).toEqual([embedded[i]]);
      const [alone] = await tap.decode([request], { decay: 0.9 });
      expect(looked[i]!.tokens).toEqual(alone!.tokens);
      expect(looked[i]!.reading.inputAt(0)).toEqual(alone!.reading.inputAt(0));
    }
    await tap.release();
  });

  test('is not trained, and says by which operator', async () => {
    await expect(openTrainer(await prepareGraph(files), nodeRuntime(1))).rejects.toMatchObject({
      code: 'operator-without-rule',
      sentence: expect.stringContaining('DynamicQuantizeLinear') as unknown,
    });
  });
});

test('whole numbers stay within what their rounding explains of the golden logits', async () => {
  const decoder = await openFiles(filesIn(INT8));
  const golden = await Golden.read(INT8);
  const adapter = readPeft(decoder.sites, await filesIn(INT8).read('adapter/adapter_model.safetensors'), 8);
  for (const one of [null, adapter]) expect(await differenceFromGolden(decoder, golden, one, 3)).toBeLessThan(0.6);
  await decoder.session.release();
});

test('a whole host says it too', async () => {
  const tokenizer: HostTokenizer = {
    encodePrompt: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
    encodeText: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
    decodeText: (tokens) => tokens.join(' '),
  };
  const host = await loadHost({ name: 'int8', files: filesIn(INT8), runtime: nodeRuntime(1), tokenizer });
  expect(host.padding).toBe('equal');
  expect(host.backend.notes.join(' ')).toContain('by one scale for a whole batch');
  await host.dispose();
});
