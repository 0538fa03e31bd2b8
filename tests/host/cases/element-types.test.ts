/** Element types from the field: what a graph takes and gives is read from it, fed as it wants, and read as it is. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../../src/host/bytes/half.ts';
import { DataType, type Model } from '../../../src/host/onnx/model.ts';
import { elementTypes } from '../../../src/host/onnx/types.ts';
import { floatData, tensorOfFloats } from '../../../src/host/runtime/elements.ts';
import { openTap, openTrainer } from '../../../src/host/session/variants.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { random } from '../../../src/base/random.ts';
import { MICRO, filesIn } from '../files.ts';
import { someAdapter } from '../hosts.ts';
import {
  inHalves,
  LLAMA,
  openFiles,
  raggedLogits,
  relativeDifference,
  withGraph,
  withInputsAs,
  withOutputsAs,
} from './changed.ts';

const IDS = (name: string): boolean => name === 'input_ids';
const MASK = (name: string): boolean => name === 'attention_mask';
const WHOLES = (name: string): boolean => !name.startsWith('past');
const LOGITS = (name: string): boolean => name === 'logits';
const PAST = (name: string): boolean => name.startsWith('past');
const PRESENT = (name: string): boolean => name.startsWith('present');

let baseline: number[][];
beforeAll(async () => {
  baseline = await raggedLogits(filesIn(LLAMA));
});

test.each([
  ['ids', (model: Model) => withInputsAs(model, IDS, DataType.int32)],
  ['a mask', (model: Model) => withInputsAs(model, MASK, DataType.int32)],
  ['ids, mask and positions', (model: Model) => withInputsAs(model, WHOLES, DataType.int32)],
])('%s of int32 give the very same logits', async (_, change) => {
  expect(await raggedLogits(await withGraph(LLAMA, change))).toEqual(baseline);
});

test.each([
  ['logits of float16', 1e-3, (model: Model) => withOutputsAs(model, LOGITS, DataType.float16)],
  ['logits of float64', 0, (model: Model) => withOutputsAs(model, LOGITS, DataType.double)],
  ['a cache that comes as float16', 3e-3, (model: Model) => withOutputsAs(model, PRESENT, DataType.float16)],
  [
    'a float16 cache',
    3e-3,
    (model: Model) => withInputsAs(withOutputsAs(model, PRESENT, DataType.float16), PAST, DataType.float16),
  ],
  ['a model of halves', 1e-2, inHalves],
])('%s gives the same logits within its precision', async (_, tolerance, change) => {
  const difference = relativeDifference(baseline, await raggedLogits(await withGraph(LLAMA, change)));
  expect(difference).toBeLessThanOrEqual(tolerance);
});

test('a model of halves with grouped attention decodes, and rows leave and join its cache', async () => {
  const exact = await raggedLogits(filesIn(MICRO));
  expect(relativeDifference(exact, await raggedLogits(await withGraph(MICRO, inHalves)))).toBeLessThan(2e-2);
});

test.each([
  [
    'bfloat16 cache',
    /past_key_values\.0\.key.* bfloat16/,
    (model: Model) => withInputsAs(model, PAST, DataType.bfloat16),
  ],
  ['bfloat16 logits', /logits.* bfloat16/, (model: Model) => withOutputsAs(model, LOGITS, DataType.bfloat16)],
  ['a mask of booleans', /attention_mask.* bool/, (model: Model) => withInputsAs(model, MASK, DataType.bool)],
  [
    'an input that nobody knows',
    /because it wants an input called token_type_ids/,
    (model: Model) => ({
      ...model,
      graph: {
        ...model.graph,
        inputs: [...model.graph.inputs, { name: 'token_type_ids', elementType: 7, shape: ['b', 's'] }],
      },
    }),
  ],
])('%s is not supported, and it is said why', async (_, says, change) => {
  await expect(openFiles(await withGraph(LLAMA, change))).rejects.toMatchObject({
    code: 'not-supported',
    message: expect.stringMatching(says) as unknown,
  });
});

describe('learning', () => {
  const int32 = (model: Model): Model => withInputsAs(model, WHOLES, DataType.int32);

  test('taps count the tokens of an int32 mask', async () => {
    const read = async (change: (model: Model) => Model): Promise<unknown> => {
      const tap = await openTap(await prepareGraph(await withGraph(LLAMA, change)), nodeRuntime(1));
      const rows = [2, 3].map((rank) => ({
        prompt: [5, 9, 14, 3].slice(0, rank + 1),
        adapter: someAdapter(tap.sites, rank, 3),
        maxNewTokens: 4,
        temperature: 0,
        topP: 1,
        random: random('tap', rank),
        offset: null,
      }));
      const results = await tap.decode(rows, { decay: 0.9 });
      await tap.release();
      return results.map(({ tokens, reading }) => [tokens, reading.weightAt(0), [...reading.inputAt(3)]]);
    };
    expect(await read(int32)).toEqual(await read((model) => model));
  });

  const gradient = async (change: (model: Model) => Model): Promise<{ loss: number; gradient: Float32Array }> => {
    const { trainer, sites } = await openTrainer(await prepareGraph(await withGraph(LLAMA, change)), nodeRuntime(1));
    const row = { tokens: [5, 9, 14, 3], weights: [0, 0, 1, 1], adapter: someAdapter(sites, 2, 3) };
    const [result] = await trainer.run([row]);
    await trainer.release();
    return result!;
  };

  test('gradients of int32 ids and of logits of float16 and float64 are those of the graph without', async () => {
    const plain = await gradient((model) => model);
    expect(await gradient(int32)).toEqual(plain);
    for (const type of [DataType.float16, DataType.double])
      expect(await gradient((model) => withOutputsAs(model, LOGITS, type))).toEqual(plain);
  });

  test('gradients of a model of halves are those of its weights in float32', async () => {
    const [exact, halves] = [await gradient((model) => model), await gradient(inHalves)];
    expect(Math.abs(halves.loss / exact.loss - 1)).toBeLessThan(1e-3);
    expect(relativeDifference([[...exact.gradient]], [[...halves.gradient]])).toBeLessThan(5e-3);
  });
});

test('what the runtime refuses is told with the file and the cause', async () => {
  const files = await withGraph(LLAMA, (model) => ({
    ...model,
    graph: {
      ...model.graph,
      nodes: model.graph.nodes.map((node) => (node.opType === 'Pow' ? { ...node, opType: 'Power9' } : node)),
    },
  }));
  await expect(openFiles(files)).rejects.toMatchObject({
    code: 'host-unreadable',
    message: expect.stringMatching(/onnx\/model\.onnx.*Power9/) as unknown,
  });
});

describe('halves', () => {
  test('every half survives, and a number becomes the nearest one', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = fromHalf(bits);
      if (Number.isNaN(value)) expect(fromHalf(toHalf(value))).toBeNaN();
      else if (toHalf(value) !== bits) throw new Error(`${bits} came back as ${toHalf(value)}`);
    }
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -65504, max: 65504 }), (value) => {
        const bits = toHalf(value);
        const off = Math.abs(fromHalf(bits) - value);
        for (const beside of [bits - 1, bits + 1])
          if ((beside & 0x7c00) !== 0x7c00 && beside >= 0)
            expect(Math.abs(fromHalf(beside) - value)).toBeGreaterThanOrEqual(off);
      }),
    );
  });

  test('are handed over as this JavaScript holds them', async () => {
    const tensor = tensorOfFloats(nodeRuntime(1), 'float16', Float32Array.of(1.5, -2, 0.1), [3]);
    expect(tensor.type).toBe('float16');
    expect([...(await floatData(tensor))]).toEqual([1.5, -2, fromHalf(toHalf(0.1))]);
  });
});

test('types follow from operators where a graph does not declare them', async () => {
  const { trimmed } = await prepareGraph(await withGraph(LLAMA, inHalves));
  const types = elementTypes(trimmed.graph);
  const unknown = trimmed.graph.nodes
    .flatMap(({ outputs }) => outputs)
    .filter((name) => name !== '' && !types.has(name));
  expect(unknown).toEqual([]);
});
