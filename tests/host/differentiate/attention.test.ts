/**
 * GroupQueryAttention taken apart, against the runtime's own fused kernel: central differences of the kernel, on rows of
 * two lengths padded on the right. Only tokens that are no padding count.
 */
import { describe, expect, test } from 'vitest';
import { HostError } from '../../../src/host/errors.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import type { Attribute, TensorProto } from '../../../src/host/onnx/model.ts';
import { floats, node, ruleError, type OneOp } from './one-op.ts';

const TOKENS = 5;
const SHORTER = 3;

interface Form {
  heads: number;
  shared: number;
  size: number;
  packed?: boolean;
  /** channels that are turned; 0 for no rotation */
  turned?: number;
  settings?: Attribute[];
  /** positions of all tokens as an input */
  positions?: boolean;
  /** a bias on the scores, of one head for all or of each */
  bias?: 'of all heads' | 'of each head';
}

function attention({ heads, shared, size, packed, turned = 0, settings = [], positions, bias }: Form): OneOp {
  const wide = (count: number): ['rows', 'tokens', number] => ['rows', 'tokens', count * size];
  const angles = (turn: (angle: number) => number): number[] =>
    Array.from({ length: (8 * turned) / 2 }, (_, i) => turn(0.2 * i));
  const attributes = [
    attr.int('num_heads', heads),
    attr.int('kv_num_heads', shared),
    attr.int('do_rotary', turned > 0 ? 1 : 0),
    ...settings,
  ];
  const ins = `${packed ? 'q - -' : 'q k v'} past_k past_v last total ${turned > 0 ? 'cos sin' : '- -'} ${positions ? 'places' : '-'} ${bias ? 'bias' : '-'}`;
  return {
    nodes: [node('GroupQueryAttention', ins, 'y present_k present_v', attributes, MICROSOFT)],
    inputs: packed ? { q: wide(heads + 2 * shared) } : { q: wide(heads), k: wide(shared), v: wide(shared) },
    others: {
      past_k: { shape: ['rows', shared, 0, size] },
      past_v: { shape: ['rows', shared, 0, size] },
      last: { shape: ['rows'], int32: [TOKENS - 1, SHORTER - 1] },
      total: { shape: [], int32: [TOKENS] },
      ...(positions ? { places: { shape: ['rows', 'tokens'], int64: [0, 1, 2, 3, 4, 0, 1, 2, 3, 4] } } : {}),
    },
    constants: [
      ...(turned > 0
        ? [floats('cos', [8, turned / 2], angles(Math.cos)), floats('sin', [8, turned / 2], angles(Math.sin))]
        : []),
      ...(bias ? [biasOf(bias === 'of all heads' ? 1 : heads)] : []),
    ],
    output: 'y',
    precision: 'single',
    counts: (i) => Math.floor(i / (heads * size)) < TOKENS + SHORTER,
  };
}

function biasOf(heads: number): TensorProto {
  const numbers = Array.from({ length: 2 * heads * TOKENS * TOKENS }, (_, i) => Math.sin(i));
  return floats('bias', [2, heads, TOKENS, TOKENS], numbers);
}

const FORMS: Record<string, Form> = {
  'as many key heads as query heads': { heads: 2, shared: 2, size: 8 },
  'grouped heads': { heads: 6, shared: 2, size: 8 },
  'packed, one key head': { heads: 4, shared: 1, size: 8, packed: true },
  rotary: { heads: 4, shared: 2, size: 16, turned: 16 },
  'rotary, packed and interleaved': {
    heads: 2,
    shared: 2,
    size: 16,
    packed: true,
    turned: 16,
    settings: [attr.int('rotary_interleaved', 1)],
  },
  'rotary of half the channels': { heads: 2, shared: 1, size: 32, turned: 16 },
  'a scale of its own': { heads: 2, shared: 2, size: 8, settings: [attr.float('scale', 0.9)] },
  softcap: { heads: 4, shared: 2, size: 8, settings: [attr.float('softcap', 1.5)] },
  'a local window': { heads: 4, shared: 2, size: 8, settings: [attr.int('local_window_size', 2)] },
  'positions given': { heads: 4, shared: 2, size: 16, turned: 16, positions: true },
  'a bias': { heads: 4, shared: 2, size: 8, bias: 'of all heads' },
  'a bias of each head behind a softcap': {
    heads: 4,
    shared: 2,
    size: 8,
    bias: 'of each head',
    settings: [attr.float('softcap', 1.5)],
  },
  'everything together': {
    heads: 4,
    shared: 2,
    size: 16,
    packed: true,
    turned: 16,
    settings: [attr.float('scale', 0.4), attr.float('softcap', 2), attr.int('local_window_size', 3)],
  },
};

test.each(Object.entries(FORMS))('%s', async (_, form) => {
  expect(await ruleError(attention(form))).toBeLessThan(1e-3);
});

describe('what is not understood is refused, not skipped', () => {
  const plain: Form = { heads: 2, shared: 2, size: 8 };
  test.each(['smooth_softmax', 'an_attribute_of_next_year'])('the attribute %s', async (name) => {
    const op = attention({ ...plain, settings: [attr.int(name, 1)] });
    const forward = attention(plain);
    await expect(ruleError({ ...op, forwardNodes: forward.nodes })).rejects.toThrow(HostError);
    await expect(ruleError({ ...op, forwardNodes: forward.nodes })).rejects.toThrow(name);
  });
  test('a sink', async () => {
    const op = attention(plain);
    const [one] = op.nodes;
    const sunk = { ...one!, inputs: [...one!.inputs, 'q'] };
    await expect(ruleError({ ...op, nodes: [sunk], forwardNodes: op.nodes })).rejects.toThrow('head_sink');
  });
});
