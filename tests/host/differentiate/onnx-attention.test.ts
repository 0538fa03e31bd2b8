/**
 * ONNX's own Attention, and com.microsoft's MultiHeadAttention, taken apart, against the runtime's kernels of them: central
 * differences, in every form that is read.
 */
import { describe, expect, test } from 'vitest';
import type { Attribute, TensorProto } from '../../../src/host/onnx/model.ts';
import { DataType } from '../../../src/host/onnx/model.ts';
import { attr, MICROSOFT } from '../../../src/host/onnx/writer.ts';
import { floats, node, ruleError, type OneOp, type Size } from './one-op.ts';

const [TOKENS, SIZE] = [5, 8];

interface Form {
  heads: number;
  shared: number;
  /** heads side by side in one axis, and not on one of their own */
  sideBySide?: boolean;
  mask?: TensorProto;
  settings?: Attribute[];
}

function attention({ heads, shared, sideBySide, mask, settings = [] }: Form): OneOp {
  const shape = (count: number): Size[] =>
    sideBySide ? ['rows', 'tokens', count * SIZE] : ['rows', count, 'tokens', SIZE];
  const counts = sideBySide ? [attr.int('q_num_heads', heads), attr.int('kv_num_heads', shared)] : [];
  return {
    nodes: [node('Attention', `q k v${mask ? ' mask' : ''}`, 'y', [...counts, ...settings])],
    inputs: { q: shape(heads), k: shape(shared), v: shape(shared) },
    constants: mask ? [mask] : [],
    output: 'y',
    opset: 23,
    precision: 'single',
  };
}

/** Each token sees itself and every second one before it. */
const SEEN = Array.from({ length: TOKENS * TOKENS }, (_, i) => {
  const apart = Math.floor(i / TOKENS) - (i % TOKENS);
  return Number(apart >= 0 && apart % 2 === 0);
});
const asBooleans: TensorProto = {
  name: 'mask',
  dims: [1, 1, TOKENS, TOKENS],
  dataType: DataType.bool,
  data: Uint8Array.from(SEEN),
};
const asNumbers = floats(
  'mask',
  [TOKENS, TOKENS],
  SEEN.map((one, i) => (one ? Math.sin(i) : -1e4)),
);

const fourAxes: TensorProto = { ...asNumbers, dims: [1, 1, TOKENS, TOKENS] };

const FORMS: Record<string, Form> = {
  'by head': { heads: 2, shared: 2 },
  'by head, keys shared': { heads: 4, shared: 2 },
  'side by side': { heads: 2, shared: 2, sideBySide: true },
  'side by side, keys shared': { heads: 6, shared: 2, sideBySide: true },
  causal: { heads: 2, shared: 1, settings: [attr.int('is_causal', 1)] },
  'causal, side by side': { heads: 2, shared: 2, sideBySide: true, settings: [attr.int('is_causal', 1)] },
  'a scale of its own': { heads: 2, shared: 2, settings: [attr.float('scale', 0.9)] },
  'a mask of what is seen': { heads: 2, shared: 2, mask: asBooleans },
  'a mask of numbers, keys shared': { heads: 4, shared: 2, mask: asNumbers },
};

describe.each(Object.entries(FORMS))('%s', (_, form) => {
  test('is differentiated as the kernel computes it', async () => {
    expect(await ruleError(attention(form))).toBeLessThan(2e-3);
  });
});

/** com.microsoft's, whose heads are always side by side. */
function multiHead(form: Form, ins = `q k v - -${form.mask ? ' mask' : ''}`): OneOp {
  const op = attention({ ...form, sideBySide: true });
  const attributes = [attr.int('num_heads', form.heads), ...(form.settings ?? [])];
  return { ...op, opset: 21, nodes: [node('MultiHeadAttention', ins, 'y', attributes, MICROSOFT)] };
}

test.each<[string, Form]>([
  ['plain', { heads: 2, shared: 2 }],
  ['causal', { heads: 4, shared: 4, settings: [attr.int('unidirectional', 1)] }],
  ['with a scale and a bias', { heads: 2, shared: 2, mask: fourAxes, settings: [attr.float('scale', 0.7)] }],
])('MultiHeadAttention, %s, is differentiated as the kernel computes it', async (_, form) => {
  expect(await ruleError(multiHead(form))).toBeLessThan(2e-3);
});

test.each([
  ['bias', multiHead({ heads: 2, shared: 2 }, 'q k v k')],
  ['key_padding_mask', multiHead({ heads: 2, shared: 2 }, 'q k v - k')],
  ['in one tensor', multiHead({ heads: 2, shared: 2 }, 'q')],
  ['softcap', attention({ heads: 2, shared: 2, settings: [attr.float('softcap', 3)] })],
  [
    'nonpad_kv_seqlen',
    { ...attention({ heads: 2, shared: 2 }), nodes: [node('Attention', 'q k v - - - lengths', 'y')], opset: 23 },
  ],
  [
    'a past that is no cache',
    { ...attention({ heads: 2, shared: 2 }), nodes: [node('Attention', 'q k v - k v', 'y')] },
  ],
])('%s is refused by its name', async (name, op) => {
  const plain = node('Attention', 'q k v', 'y', [attr.int('q_num_heads', 2), attr.int('kv_num_heads', 2)]);
  const forward = { ...op, opset: 23, forwardNodes: [plain] };
  await expect(ruleError(forward)).rejects.toMatchObject({
    code: 'operator-without-rule',
    sentence: expect.stringContaining(name) as unknown,
  });
});
