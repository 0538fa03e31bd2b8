/**
 * Norms of queries and keys taken out of the attention, whose own form no processor computes: against norms written by hand,
 * for queries, keys and values that come apart and packed. (The fixtures' golden values hold the first form.)
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { raisedRest } from '../../../src/host/onnx/opset.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import { DataType, encodeModel, type Model, type ValueInfo } from '../../../src/host/onnx/model.ts';
import { Writer } from '../../../src/host/onnx/wire.ts';
import { withSeparateNorms } from '../../../src/host/passes/norms.ts';
import { floats, ints, node } from '../differentiate/one-op.ts';

const [QUERIES, KEYS, SIZE, TOKENS] = [4, 2, 8, 3];
const EPSILON = 0.01;
const draw = random('norms');
const weights = (): number[] => Array.from({ length: SIZE }, () => 1 + 0.3 * draw.normal());
const [Q_WEIGHT, K_WEIGHT] = [weights(), weights()];
const width = (QUERIES + 2 * KEYS) * SIZE;
const X = Float32Array.from({ length: TOKENS * width }, () => draw.normal());

function model(packed: boolean, inside: boolean): Model {
  const info = (name: string, elementType: number, shape: number[]): ValueInfo => ({ name, elementType, shape });
  const settings = [
    attr.int('num_heads', QUERIES),
    attr.int('kv_num_heads', KEYS),
    ...(inside ? [attr.float('qk_norm_epsilon', EPSILON)] : []),
  ];
  const qkv = packed ? 'x - -' : 'q k v';
  const norms = inside ? ' - - - - - - - q_weight k_weight' : '';
  const past = 'past_k past_v last total';
  const split = node('Split', 'x widths', 'q k v', [attr.int('axis', -1)]);
  const graph = {
    nodes: [
      ...(packed ? [] : [split]),
      node('GroupQueryAttention', `${qkv} ${past}${norms}`, 'y present_k present_v', settings, MICROSOFT),
    ],
    initializers: [
      ints('widths', [QUERIES * SIZE, KEYS * SIZE, KEYS * SIZE]),
      floats('q_weight', [SIZE], Q_WEIGHT),
      floats('k_weight', [SIZE], K_WEIGHT),
    ],
    inputs: [
      info('x', DataType.float, [1, TOKENS, width]),
      info('past_k', DataType.float, [1, KEYS, 0, SIZE]),
      info('past_v', DataType.float, [1, KEYS, 0, SIZE]),
      info('last', DataType.int32, [1]),
      info('total', DataType.int32, []),
    ],
    outputs: [
      info('y', DataType.float, [1, TOKENS, QUERIES * SIZE]),
      ...['present_k', 'present_v'].map((name) => info(name, DataType.float, [1, KEYS, TOKENS, SIZE])),
    ],
    rest: [],
  };
  const bare = {
    graph,
    opsets: [
      { domain: '', version: 21 },
      { domain: MICROSOFT, version: 1 },
    ],
    rest: [],
  };
  return { ...bare, rest: [new Writer().varint(1, 10).bytes(), ...raisedRest(bare)] };
}

async function run(one: Model, x: Float32Array): Promise<number[]> {
  const session = await InferenceSession.create(encodeModel(one), { logSeverityLevel: 3 });
  const empty = (): Tensor => new Tensor('float32', new Float32Array(0), [1, KEYS, 0, SIZE]);
  const made = await session.run({
    x: new Tensor('float32', x, [1, TOKENS, width]),
    past_k: empty(),
    past_v: empty(),
    last: new Tensor('int32', Int32Array.of(TOKENS - 1), [1]),
    total: new Tensor('int32', Int32Array.of(TOKENS), []),
  });
  return ['y', 'present_k', 'present_v'].flatMap((name) => [...(made[name]!.data as Float32Array)]);
}

/** x with the norm of every query and key head, and values as they are. */
function normed(): Float32Array {
  return X.map((value, i) => {
    const column = i % width;
    const head = Math.floor(column / SIZE);
    if (head >= QUERIES + KEYS) return value;
    const start = i - (column % SIZE);
    const squares = X.subarray(start, start + SIZE).reduce((sum, one) => sum + one * one, 0);
    const weight = (head < QUERIES ? Q_WEIGHT : K_WEIGHT)[column % SIZE]!;
    return (value / Math.sqrt(squares / SIZE + EPSILON)) * weight;
  });
}

test.each([false, true])('are the norms of every head, packed: %s', async (packed) => {
  const found = await run(withSeparateNorms(model(packed, true)), X);
  const expected = await run(model(packed, false), normed());
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5));
});

test('where there are none inside, the graph stays the same object', () => {
  const plain = model(false, false);
  expect(withSeparateNorms(plain)).toBe(plain);
});
