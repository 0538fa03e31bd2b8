/** Every rule of differentiation alone, against central differences of its operator. */
import { describe, expect, test } from 'vitest';
import { OPERATOR_RULES } from '../../../src/host/differentiate/rules/registry.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import { bytes, floats, ints, node, ruleError, type OneOp, type Size } from './one-op.ts';

const X: readonly Size[] = ['rows', 'tokens', 4];
const positive = (x: number): number => 0.3 + Math.abs(x);
const { int, float, ints: whole, text } = attr;

/** y = op(x), x [rows, tokens, 4]. */
function unary(
  opType: string,
  more: Partial<OneOp> = {},
  attributes = [] as ReturnType<typeof int>[],
  domain = '',
): OneOp {
  return { nodes: [node(opType, 'x', 'y', attributes, domain)], inputs: { x: X }, output: 'y', ...more };
}

/** y = op(a, b), both with a gradient. */
function binary(opType: string, a: readonly Size[], b: readonly Size[], more: Partial<OneOp> = {}): OneOp {
  return { nodes: [node(opType, 'a b', 'y')], inputs: { a, b }, output: 'y', ...more };
}

/** y = op(x, constants …) */
function withConstants(
  opType: string,
  ins: string,
  constants: OneOp['constants'],
  attributes = [] as ReturnType<typeof int>[],
  x: readonly Size[] = X,
): OneOp {
  return { nodes: [node(opType, ins, 'y', attributes)], inputs: { x }, constants: constants!, output: 'y' };
}

const ramp = (count: number, step = 0.1): number[] =>
  Array.from({ length: count }, (_, i) => step * (i + 1) * (-1) ** i);
const noise = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => (i * 197 + 89) % 256);
const single = { precision: 'single' as const };

const CASES: Record<string, OneOp> = {
  'Add, equal shapes': binary('Add', X, X),
  'Add, broadcast over rows': binary('Add', X, [4]),
  'Add, one tensor with itself': { ...unary('Add'), nodes: [node('Add', 'x x', 'y')] },
  'Sub, broadcast the other way': binary('Sub', ['tokens', 1], X),
  'Mul, broadcast over the last axis': binary('Mul', X, ['rows', 'tokens', 1]),
  'Mul, broadcast on both sides': binary('Mul', ['rows', 1, 4], ['tokens', 1]),
  'Mul, a square': { ...unary('Mul'), nodes: [node('Mul', 'x x', 'y')] },
  Div: binary('Div', X, ['rows', 1, 4], { draw: positive }),
  'Div of a constant': withConstants('Div', 'one x', [floats('one', [], [1])], [], X),
  'Pow 2': withConstants('Pow', 'x p', [floats('p', [], [2])]),
  'Pow -0.5': { ...withConstants('Pow', 'x p', [floats('p', [1], [-0.5])]), draw: positive },
  'Pow 3': withConstants('Pow', 'x p', [floats('p', [], [3])]),
  Sqrt: unary('Sqrt', { draw: positive }),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal', { draw: positive }),
  Exp: unary('Exp'),
  Sigmoid: unary('Sigmoid'),
  Tanh: unary('Tanh'),
  Erf: unary('Erf', single),
  Relu: unary('Relu', { draw: (x) => x + Math.sign(x) * 0.2 }),
  Clip: {
    ...withConstants('Clip', 'x low high', [floats('low', [], [-0.6]), floats('high', [], [0.9])]),
    draw: (x) => ([-0.6, 0.9].some((bound) => Math.abs(x - bound) < 0.05) ? 0.1 : x),
  },
  'Clip on one side': {
    ...withConstants('Clip', 'x - high', [floats('high', [], [0])]),
    draw: (x) => x + Math.sign(x),
  },
  'Gelu, exact': unary('Gelu', single),
  'Gelu, tanh': unary('Gelu', single, [text('approximate', 'tanh')]),
  'Gelu of com.microsoft': unary('Gelu', single, [], MICROSOFT),
  FastGelu: unary('FastGelu', single, [], MICROSOFT),
  'FastGelu with bias': {
    nodes: [node('FastGelu', 'x b', 'y', [], MICROSOFT)],
    inputs: { x: X },
    constants: [floats('b', [4], ramp(4, 0.3))],
    output: 'y',
    precision: 'single',
  },
  QuickGelu: unary('QuickGelu', single, [float('alpha', 1.3)], MICROSOFT),
  Softmax: unary('Softmax', {}, [int('axis', -1)]),
  'Softmax along another axis': unary('Softmax', {}, [int('axis', 1)]),
  SimplifiedLayerNormalization: withConstants(
    'SimplifiedLayerNormalization',
    'x w',
    [floats('w', [4], ramp(4, 0.5))],
    [int('axis', -1), float('epsilon', 1e-3)],
  ),
  SkipSimplifiedLayerNormalization: {
    nodes: [
      node('SkipSimplifiedLayerNormalization', 'x s w', 'n - - r', [float('epsilon', 1e-3)], MICROSOFT),
      node('Mul', 'n r', 'y'),
    ],
    inputs: { x: X, s: X },
    constants: [floats('w', [4], ramp(4, 0.5))],
    output: 'y',
    precision: 'single',
  },
  'SkipSimplifiedLayerNormalization with bias, sum unused': {
    nodes: [node('SkipSimplifiedLayerNormalization', 'x s w b', 'y', [float('epsilon', 1e-3)], MICROSOFT)],
    inputs: { x: X, s: X },
    constants: [floats('w', [4], ramp(4, 0.5)), floats('b', [4], ramp(4, 0.2))],
    output: 'y',
    precision: 'single',
  },
  RMSNormalization: {
    ...withConstants('RMSNormalization', 'x w', [floats('w', [4], ramp(4, 0.5))], [float('epsilon', 1e-3)]),
    opset: 23,
  },
  'MatMul by a weight': withConstants('MatMul', 'x w', [floats('w', [4, 3], ramp(12))]),
  'MatMul by a weight, two axes': withConstants('MatMul', 'x w', [floats('w', [4, 3], ramp(12))], [], ['rows', 4]),
  'MatMul, batches': binary('MatMul', ['rows', 3, 4], ['rows', 4, 2]),
  'MatMul, one matrix for a batch': binary('MatMul', ['rows', 3, 4], [4, 2]),
  'MatMul, broadcast batches': binary('MatMul', ['rows', 1, 'tokens', 4], [3, 4, 1]),
  Gemm: {
    ...binary('Gemm', ['rows', 4], [4, 3]),
    nodes: [node('Gemm', 'a b c', 'y', [float('alpha', 0.5), float('beta', 3)])],
    inputs: { a: ['rows', 4], b: [4, 3], c: [3] },
  },
  'Gemm, both turned': {
    ...binary('Gemm', [4, 'rows'], [3, 4]),
    nodes: [node('Gemm', 'a b', 'y', [int('transA', 1), int('transB', 1)])],
  },
  'Gemm, left turned': {
    ...binary('Gemm', [4, 'rows'], [4, 3]),
    nodes: [node('Gemm', 'a b', 'y', [int('transA', 1)])],
  },
  'DequantizeLinear before MatMul': {
    nodes: [node('DequantizeLinear', 'q s', 'w', [int('axis', 0), int('block_size', 16)]), node('MatMul', 'x w', 'y')],
    inputs: { x: ['rows', 32] },
    constants: [{ ...bytes('q', [32, 2], noise(64)), dataType: 3 }, floats('s', [2, 2], [0.1, 0.2, 0.3, 0.4])],
    output: 'y',
    precision: 'linear',
  },
  RotaryEmbedding: rotary([], 3, X),
  'RotaryEmbedding, interleaved': rotary([int('interleaved', 1)], 3, X),
  'RotaryEmbedding, four axes': rotary([], 4, ['rows', 3, 'tokens', 4]),
  'RotaryEmbedding, partial': rotary([int('num_heads', 2), int('rotary_embedding_dim', 4)], 3, ['rows', 'tokens', 16]),
  Reshape: withConstants('Reshape', 'x s', [ints('s', [0, -1, 2])]),
  'Reshape, joining rows and tokens': withConstants('Reshape', 'x s', [ints('s', [-1, 4])]),
  Unsqueeze: withConstants('Unsqueeze', 'x axes', [ints('axes', [1, -1])]),
  Squeeze: withConstants('Squeeze', 'x axes', [ints('axes', [1])], [], ['rows', 1, 'tokens']),
  Flatten: unary('Flatten', {}, [int('axis', 2)]),
  Identity: unary('Identity'),
  'Cast to the same': { ...unary('Cast', { precision: 'linear' }, [int('to', 1)]) },
  Transpose: unary('Transpose', {}, [whole('perm', [2, 0, 1])]),
  'Transpose, reversed': unary('Transpose'),
  Expand: withConstants('Expand', 'x s', [ints('s', [3, 1, 2, 4])], [], ['rows', 1, 4]),
  Slice: withConstants('Slice', 'x from to axes steps', [
    ints('from', [1]),
    ints('to', [3]),
    ints('axes', [-1]),
    ints('steps', [1]),
  ]),
  'Slice from the end': withConstants('Slice', 'x from to axes', [
    ints('from', [-3]),
    ints('to', [2 ** 40]),
    ints('axes', [2]),
  ]),
  Conv: {
    nodes: [node('Conv', 'x w b', 'y', [int('group', 2), whole('dilations', [2]), whole('pads', [3, 1])])],
    inputs: { x: ['rows', 4, 'tokens'] },
    constants: [floats('w', [4, 2, 3], ramp(24)), floats('b', [4], ramp(4))],
    output: 'y',
    precision: 'linear',
  },
  Split: {
    nodes: [node('Split', 'x s', 'p q', [int('axis', -1)]), node('Mul', 'p p', 'y')],
    inputs: { x: X },
    constants: [ints('s', [1, 3])],
    output: 'y',
  },
  'Split, evenly': {
    nodes: [node('Split', 'x', 'p q', [int('axis', -1), int('num_outputs', 2)]), node('Mul', 'p q', 'y')],
    inputs: { x: X },
    output: 'y',
  },
  Concat: {
    nodes: [node('Concat', 'a b c', 'y', [int('axis', -1)])],
    inputs: { a: ['rows', 2], c: ['rows', 3] },
    constants: [],
    others: { b: { shape: ['rows', 1] } },
    output: 'y',
  },
  'Concat along tokens': {
    ...binary('Concat', ['rows', 'tokens'], ['rows', 1]),
    nodes: [node('Concat', 'a b', 'y', [int('axis', 1)])],
  },
  Where: {
    nodes: [node('Greater', 'a b', 'c'), node('Where', 'c a b', 'y')],
    inputs: { a: X, b: [4] },
    output: 'y',
  },
  'Where that replaces NaN': {
    nodes: [node('IsNaN', 'x', 'n'), node('Where', 'n zero x', 'y')],
    inputs: { x: X },
    constants: [floats('zero', [1], [0])],
    output: 'y',
  },
  ReduceMean: withConstants('ReduceMean', 'x axes', [ints('axes', [-1])], [int('keepdims', 1)]),
  'ReduceMean that drops its axis': withConstants('ReduceMean', 'x axes', [ints('axes', [2])], [int('keepdims', 0)]),
  'ReduceSum over two axes': withConstants('ReduceSum', 'x axes', [ints('axes', [0, 2])], [int('keepdims', 0)]),
  'Gather, indices twice': withConstants('Gather', 'x i', [ints('i', [3, 0, 3])], [int('axis', -1)]),
  'Gather, a grid of indices': withConstants(
    'Gather',
    'x i',
    [ints('i', [0, 1, -1, 1], [2, 2])],
    [int('axis', 1)],
    ['rows', 3, 4],
  ),
  'Gather, one index': withConstants('Gather', 'x i', [ints('i', [1], [])], [int('axis', 1)]),
  'GatherND of tokens': withConstants(
    'GatherND',
    'x i',
    [ints('i', [4, 0, 4, 2, 2, 3], [2, 3, 1])],
    [int('batch_dims', 1)],
  ),
  'opset 13: axes as attribute, even Split without its count': {
    nodes: [
      node('ReduceMean', 'x', 'm', [whole('axes', [-1]), int('keepdims', 1)]),
      node('Split', 'x', 'p q', [int('axis', 2)]),
      node('Mul', 'p m', 'pm'),
      node('Mul', 'pm q', 'y'),
    ],
    inputs: { x: X },
    output: 'y',
    opset: 13,
  },
};

function rotary(attributes: ReturnType<typeof int>[], _rank: number, x: readonly Size[]): OneOp {
  return {
    nodes: [node('RotaryEmbedding', 'x p cos sin', 'y', attributes, MICROSOFT)],
    inputs: { x },
    others: { p: { shape: ['rows', 'tokens'], int64: [0, 1, 2, 3, 4, 3, 4, 5, 6, 7] } },
    constants: [
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
    output: 'y',
    precision: 'linear',
  };
}

describe.each([4, 8])('MatMulNBits with %i bits', (bits) => {
  const zeros: Record<string, (blocks: number) => OneOp['constants']> = {
    'no zero points': () => [],
    'packed zero points': (blocks) => [
      bytes('z', [2, Math.ceil((blocks * bits) / 8)], noise(2 * Math.ceil((blocks * bits) / 8))),
    ],
    'zero points that are fractions': (blocks) => [floats('z', [2, blocks], ramp(2 * blocks, 0.7))],
  };
  const inputs: [number, string][] = [
    [32, 'two blocks'],
    [48, 'an odd number of blocks'],
    [40, 'a last block that is not full'],
  ];
  // the runtime takes fractions with 4 bits only
  const kinds = Object.keys(zeros).filter((kind) => bits === 4 || kind !== 'zero points that are fractions');
  const cases = inputs.flatMap(([K, name]) => kinds.map((kind) => [name, kind, K] as const));
  test.each(cases)('%s, %s', async (_, kind, K) => {
    const blocks = Math.ceil(K / 16);
    const given = zeros[kind]!(blocks)!;
    const settings = [int('K', K), int('N', 2), int('bits', bits), int('block_size', 16)];
    const error = await ruleError({
      nodes: [node('MatMulNBits', given.length > 0 ? 'x q s z' : 'x q s', 'y', settings, MICROSOFT)],
      inputs: { x: ['rows', 3, K] },
      constants: [
        bytes('q', [2, blocks, 2 * bits], noise(2 * blocks * 2 * bits)),
        floats('s', [2 * blocks], ramp(2 * blocks)),
        ...given,
      ],
      output: 'y',
      precision: 'linear',
    });
    expect(error).toBeLessThan(1e-5);
  });
});

test.each(Object.entries(CASES))('%s', async (_, op) => {
  const limit = { double: 2e-6, single: 1e-3, linear: 1e-5 }[op.precision ?? 'double'];
  expect(await ruleError(op)).toBeLessThan(limit);
});

test('every rule is tried here', () => {
  const tried = new Set(Object.values(CASES).flatMap(({ nodes }) => nodes.map(({ opType }) => opType)));
  expect(Object.keys(OPERATOR_RULES).filter((opType) => !tried.has(opType))).toEqual(['MatMulNBits']);
});
