/**
 * What exporters write out of several operators, quantised weights in their spellings, and forms that are refused, each
 * against central differences of the same nodes in onnxruntime-node.
 */
import { describe, expect, test } from 'vitest';
import { HostError } from '../../../src/host/errors.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import type { Node, TensorProto } from '../../../src/host/onnx/model.ts';
import { bytes, floats, ints, node, ruleError, type OneOp, type Size } from './one-op.ts';

const X: readonly Size[] = ['rows', 'tokens', 4];
const { int, float } = attr;
const constant = (name: string, value: number): TensorProto => floats(name, [], [value]);
const ramp = (count: number, step: number): number[] =>
  Array.from({ length: count }, (_, i) => step * (i + 1) * (-1) ** i);
const noise = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (i * 197 + 89) % 256);

/** Nodes from x [rows, tokens, 4] to y, one text each: operator, inputs, outputs, between them '<' and '>'. */
function form(texts: readonly string[], constants: TensorProto[], more: Partial<OneOp> = {}): OneOp {
  return { nodes: texts.map(readNode), inputs: { x: X }, constants, output: 'y', ...more };
}

function readNode(text: string): Node {
  const [opType, ins, outs] = text.split(/ [<>] /) as [string, string, string];
  return node(opType, ins, outs);
}

const FORMS: Record<string, OneOp> = {
  'Gelu in its Erf form': form(
    ['Div < x root > a', 'Erf < a > b', 'Add < b one > c', 'Mul < x c > d', 'Mul < d half > y'],
    [constant('root', Math.SQRT2), constant('one', 1), constant('half', 0.5)],
    { precision: 'single' },
  ),
  'Gelu in its tanh form': form(
    [
      'Pow < x three > a',
      'Mul < a bend > b',
      'Add < x b > c',
      'Mul < c slope > d',
      'Tanh < d > e',
      'Add < e one > f',
      'Mul < x half > g',
      'Mul < g f > y',
    ],
    [
      constant('three', 3),
      constant('bend', 0.044715),
      constant('slope', Math.sqrt(2 / Math.PI)),
      constant('one', 1),
      constant('half', 0.5),
    ],
  ),
  'QuickGelu with the usual factor': {
    ...form([], []),
    nodes: [node('QuickGelu', 'x', 'y', [], MICROSOFT)],
    precision: 'single',
  },
  // The runtime fuses SiLU and this norm, for float64 into a kernel it lacks and into one that forgets its epsilon.
  SiLU: form(['Sigmoid < x > s', 'Mul < x s > y'], [], { precision: 'single' }),
  'a softcap': form(['Div < x cap > a', 'Tanh < a > b', 'Mul < b cap > y'], [constant('cap', 1.5)]),
  'a norm by its root': form(
    ['Pow < x two > a', 'ReduceMean < a last > b', 'Add < b e > c', 'Sqrt < c > d', 'Div < x d > f', 'Mul < f w > y'],
    [constant('two', 2), ints('last', [-1]), constant('e', 1e-3), floats('w', [4], ramp(4, 0.5))],
    { precision: 'single' },
  ),
  'a norm by its reciprocal root': form(
    [
      'Mul < x x > a',
      'ReduceMean < a last > b',
      'Add < b e > c',
      'Sqrt < c > d',
      'Reciprocal < d > f',
      'Mul < x f > y',
    ],
    [ints('last', [-1]), constant('e', 1e-3)],
  ),
  'a rotation by halves': rotation(),
  'keys repeated for their query heads': form(
    ['Unsqueeze < x at > a', 'Expand < a wide > b', 'Reshape < b joined > c', 'Mul < c c > y'],
    [ints('at', [2]), ints('wide', [1, 1, 3, 1]), ints('joined', [0, -1, 4])],
  ),
  'the newest places of a longer axis': form([], [ints('one', [1]), ints('end', [2 ** 40])], {
    nodes: [
      ...['Shape < x > s', 'Gather < s one > n', 'Neg < n > m'].map(readNode),
      node('Concat', 'p x', 'c', [int('axis', 1)]),
      readNode('Slice < c m end one > y'),
    ],
    others: { p: { shape: ['rows', 2, 4] } },
  }),
  'places before a bound from the end': form(
    ['Slice < x two last one > y'],
    [ints('one', [1]), ints('two', [-20]), ints('last', [-1])],
  ),
  'Gemm, right turned': {
    ...form([], []),
    nodes: [node('Gemm', 'x w', 'y', [int('transB', 1), float('alpha', 0.5)])],
    inputs: { x: ['rows', 4], w: [3, 4] },
  },
  'RotaryEmbedding of ONNX itself': {
    ...form(
      [],
      [
        floats(
          'cos',
          [8, 2],
          Array.from({ length: 16 }, (_, i) => Math.cos(0.3 * i)),
        ),
        floats(
          'sin',
          [8, 2],
          Array.from({ length: 16 }, (_, i) => Math.sin(0.3 * i)),
        ),
      ],
    ),
    nodes: [node('RotaryEmbedding', 'x cos sin p', 'y', [int('num_heads', 1)])],
    others: { p: { shape: ['rows', 'tokens'], int64: [0, 1, 2, 3, 4, 3, 4, 5, 6, 7] } },
    opset: 23,
    precision: 'linear',
  },
};

/** x · cos + (−second half, first half) · sin */
function rotation(): OneOp {
  return {
    ...form(
      [],
      [
        ...['none', 'two', 'end', 'last'].map((name, i) => ints(name, [[0, 2, 2 ** 40, -1][i]!])),
        floats('cos', [4], [0.9, 0.2, 0.9, 0.2]),
        floats('sin', [4], [0.4, 0.98, 0.4, 0.98]),
      ],
    ),
    nodes: [
      readNode('Slice < x none two last > a'),
      readNode('Slice < x two end last > b'),
      readNode('Neg < b > c'),
      node('Concat', 'c a', 'd', [int('axis', -1)]),
      readNode('Mul < x cos > e'),
      readNode('Mul < d sin > f'),
      readNode('Add < e f > y'),
    ],
  };
}

test.each(Object.entries(FORMS))('%s', async (_, op) => {
  const limit = { double: 2e-6, single: 1e-3, linear: 1e-5 }[op.precision ?? 'double'];
  expect(await ruleError(op)).toBeLessThan(limit);
});

test('Cast to half precision and back, on numbers that fit in it', async () => {
  const op = form([], [], {
    nodes: [node('Cast', 'x', 'h', [int('to', 10)]), node('Cast', 'h', 'y', [int('to', 1)])],
    precision: 'linear',
    draw: (normal) => Math.round(8 * normal) / 8,
  });
  expect(await ruleError(op)).toBeLessThan(2 ** -11); // the gradient goes through half precision too
});

/** TensorProto.DataType */
const [UINT4, INT4, INT8, UINT8] = [21, 22, 3, 2];

describe('DequantizeLinear before MatMul, weights [32, 2]', () => {
  const blocked = [int('axis', 0), int('block_size', 16)];
  const four = floats('s', [2, 2], [0.1, 0.2, 0.3, 0.4]);
  const packed = (name: string, dims: number[], dataType: number, count: number): TensorProto => ({
    ...bytes(name, dims, noise(count)),
    dataType,
  });
  test.each([
    ['signed four bits in blocks', blocked, [packed('q', [32, 2], INT4, 32), four]],
    [
      'four bits in blocks with zero points',
      blocked,
      [packed('q', [32, 2], UINT4, 32), four, packed('z', [2, 2], UINT4, 2)],
    ],
    [
      'eight bits in blocks with zero points',
      blocked,
      [packed('q', [32, 2], UINT8, 64), four, packed('z', [2, 2], UINT8, 4)],
    ],
    ['one scale for each output', [int('axis', 1)], [packed('q', [32, 2], INT8, 64), floats('s', [2], [0.1, 0.3])]],
    ['one scale for all', [], [packed('q', [32, 2], UINT8, 64), constant('s', 0.2), packed('z', [], UINT8, 1)]],
  ] as const)('%s', async (_, settings, constants) => {
    const ins = constants.map(({ name }) => name).join(' ');
    const error = await ruleError({
      nodes: [node('DequantizeLinear', ins, 'w', [...settings]), node('MatMul', 'x w', 'y')],
      inputs: { x: ['rows', 'tokens', 32] },
      constants,
      output: 'y',
      precision: 'linear',
    });
    expect(error).toBeLessThan(1e-5);
  });
});

describe('what has no rule is refused by its name and its node’s', () => {
  test.each([
    ['Log', form(['Log < x > y'], [])],
    ['Pow', form(['Pow < x x > y'], [])],
    [
      'Slice',
      form(
        ['Slice < x from to axes steps > y'],
        ['from', 'to', 'axes', 'steps'].map((name, i) => ints(name, [[0, 4, -1, 2][i]!])),
      ),
    ],
    ['ReduceMean', form(['ReduceMean < x axes > y'], [ints('axes', [1])])],
    [
      'SimplifiedLayerNormalization',
      { ...form(['SimplifiedLayerNormalization < x w > y'], []), inputs: { x: X, w: [4] } },
    ],
    [
      'MatMulNBits',
      {
        ...form([], [bytes('q', [2, 2, 4], noise(16)), floats('s', [4], ramp(4, 1))]),
        nodes: [
          node(
            'MatMulNBits',
            'x q s',
            'y',
            [int('K', 32), int('N', 2), int('bits', 2), int('block_size', 16)],
            MICROSOFT,
          ),
        ],
        inputs: { x: ['rows', 32] },
      },
    ],
  ] satisfies [string, OneOp][])('%s', async (opType, op) => {
    const forwardNodes = [node('Identity', 'x', 'y')];
    const refused = await ruleError({ ...op, forwardNodes }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HostError);
    expect((refused as HostError).code).toBe('operator-without-rule');
    expect((refused as HostError).sentence).toContain(opType);
    expect((refused as HostError).sentence).toContain(`the ${opType} of y`);
  });
});
