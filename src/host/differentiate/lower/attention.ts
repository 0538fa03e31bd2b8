/**
 * com.microsoft GroupQueryAttention in plain operators, as it is in training: no past, causal, rows padded on the right.
 * Under a causal mask a padded token is seen only by padded tokens, so the row lengths need not appear at all.
 *
 *     q, k → rotary;  z = scale · q·kᵀ;  softcap;  bias;  mask;  softmax;  · v
 *
 * The query heads that share a key head become more query rows of it, so keys and values are never repeated, and their
 * gradients add up inside the product. Source: ContribOperators.md; order of the steps measured in host-graphs §6.
 */
import type { Node } from '../../onnx/model.ts';
import { floatOf, intOf, withoutRule } from '../rule.ts';
import type { Sizes } from '../sizes.ts';
import { attr, MICROSOFT, type GraphWriter } from '../../onnx/writer.ts';

interface Heads {
  queries: number;
  keys: number;
  /** channels of one head */
  size: number;
}

/** Far below any score, and finite: exp gives exactly 0 and nothing becomes NaN. */
export const MASKED = 1e9;
const INPUT = { cos: 7, sin: 8, bias: 10 } as const;
/** Inputs that would change what is computed and that no exporter met here uses in a plain decoder. */
const REFUSED_INPUTS: Readonly<Record<number, string>> = {
  11: 'head_sink',
  12: 'k_scale',
  13: 'v_scale',
  14: 'q_norm_weight',
  15: 'k_norm_weight',
};
const UNDERSTOOD = new Set(
  'num_heads kv_num_heads scale softcap local_window_size do_rotary rotary_interleaved qk_norm_epsilon'.split(' '),
);
/** Attributes that are harmless at these values. */
const NEUTRAL: Readonly<Record<string, number | string>> = {
  smooth_softmax: 0,
  qk_output: 0,
  causal: 1,
  kv_cache_bit_width: 0,
  k_quant_type: 'NONE',
  v_quant_type: 'NONE',
};

/** One attention on its way into plain operators. */
interface Lowering {
  node: Node;
  heads: Heads;
  sizes: Sizes;
  writer: GraphWriter;
}

/**
 * Writes the attention of one node; its first output keeps its name.
 * Throws HostError `operator-without-rule` for a form that is not understood.
 */
export function lowerAttention(node: Node, sizes: Sizes, writer: GraphWriter): void {
  checkForm(node);
  const lowering: Lowering = { node, heads: headsOf(node, sizes), sizes, writer };
  const { heads } = lowering;
  const [q, k, v] = separate(lowering) as [string, string, string];
  const queries = rotated(lowering, q, 'queries');
  const keys = rotated(lowering, k, 'keys');
  const scale = floatOf(node, 'scale', 0) || 1 / Math.sqrt(heads.size);
  const scaled = writer.emit('Mul', [queries, writer.float(scale)]);
  const scores = writer.emit('MatMul', [stacked(lowering, scaled), upright(lowering, keys, [0, 2, 3, 1])]);
  const apart = writer.emit('Reshape', [scores, writer.ints([0, heads.queries, -1, 0])]);
  const capped = softcapped(apart, floatOf(node, 'softcap', 0), writer);
  const bias = node.inputs[INPUT.bias];
  const biased = bias ? writer.emit('Add', [capped, bias]) : capped;
  const mask = causalMask(q, intOf(node, 'local_window_size', -1), writer);
  const shares = writer.emit('Softmax', [writer.emit('Add', [biased, mask])], [attr.int('axis', -1)]);
  const together = writer.emit('Reshape', [shares, writer.ints([0, heads.keys, -1, 0])]);
  const mixed = writer.emit('MatMul', [together, upright(lowering, v, [0, 2, 1, 3])]);
  const byHead = writer.emit('Reshape', [mixed, writer.ints([0, heads.queries, -1, heads.size])]);
  const byToken = writer.emit('Transpose', [byHead], [attr.ints('perm', [0, 2, 1, 3])]);
  writer.emitInto([node.outputs[0]!], 'Reshape', [byToken, writer.ints([0, 0, heads.queries * heads.size])]);
}

function checkForm(node: Node): void {
  for (const [place, name] of Object.entries(REFUSED_INPUTS))
    if (node.inputs[Number(place)]) throw withoutRule(node, `uses its input ${name}`);
  for (const { name, i, s } of node.attributes) {
    if (UNDERSTOOD.has(name)) continue;
    if (NEUTRAL[name] === undefined || NEUTRAL[name] !== (i ?? s)) throw withoutRule(node, `has the attribute ${name}`);
  }
}

function headsOf(node: Node, sizes: Sizes): Heads {
  const [queries, keys] = [intOf(node, 'num_heads', 0), intOf(node, 'kv_num_heads', 0)];
  const width = sizes.dims(node.inputs[0]!)[2];
  const size = (width ?? 0) / (node.inputs[1] ? queries : queries + 2 * keys);
  if (!Number.isInteger(size) || size < 1 || queries % keys !== 0) throw withoutRule(node, 'has heads of unknown size');
  return { queries, keys, size };
}

/** q, k and v [rows, tokens, heads · size], split where they come packed. */
function separate({ node, heads, writer }: Lowering): readonly string[] {
  if (node.inputs[1]) return node.inputs.slice(0, 3);
  const { queries, keys, size } = heads;
  const parts = writer.ints([queries * size, keys * size, keys * size]);
  return writer.emitMany(3, 'Split', [node.inputs[0]!, parts], [attr.int('axis', -1)]);
}

function rotated({ node, heads, sizes, writer }: Lowering, x: string, which: 'queries' | 'keys'): string {
  if (intOf(node, 'do_rotary', 0) === 0) return x;
  const [cos, sin] = [node.inputs[INPUT.cos]!, node.inputs[INPUT.sin]!];
  const turned = 2 * (sizes.dims(cos)[1] ?? 0);
  const partial =
    turned === heads.size ? [] : [attr.int('num_heads', heads[which]), attr.int('rotary_embedding_dim', turned)];
  const settings = [attr.int('interleaved', intOf(node, 'rotary_interleaved', 0)), ...partial];
  // One number: the position of every row's first token. A kernel that is given positions takes no more of a prompt's.
  const fromStart = writer.ints([0]);
  return writer.emit('RotaryEmbedding', [x, fromStart, cos, sin], settings, MICROSOFT);
}

/** [rows, tokens, key heads · size] with its axes rows, tokens, heads, size in another order. */
function upright({ heads, writer }: Lowering, x: string, order: readonly number[]): string {
  const byHead = writer.emit('Reshape', [x, writer.ints([0, 0, heads.keys, heads.size])]);
  return writer.emit('Transpose', [byHead], [attr.ints('perm', order)]);
}

/** Queries as [rows, key heads, sharing heads · tokens, size]. */
function stacked({ heads, writer }: Lowering, q: string): string {
  const { queries, keys, size } = heads;
  const byHead = writer.emit('Reshape', [q, writer.ints([0, 0, keys, queries / keys, size])]);
  const first = writer.emit('Transpose', [byHead], [attr.ints('perm', [0, 2, 3, 1, 4])]);
  return writer.emit('Reshape', [first, writer.ints([0, 0, -1, size])]);
}

/** z ← c · tanh(z / c) */
function softcapped(z: string, cap: number, writer: GraphWriter): string {
  if (cap === 0) return z;
  const bent = writer.emit('Tanh', [writer.emit('Mul', [z, writer.float(1 / cap)])]);
  return writer.emit('Mul', [bent, writer.float(cap)]);
}

/**
 * [tokens, tokens]: 0 where query i may see key t, i − window < t ≤ i, and far below otherwise. One per window.
 * @param x  any tensor with the tokens along an axis
 */
export function causalMask(x: string, window: number, writer: GraphWriter, axis = 1): string {
  return writer.once(`mask ${window}`, () => {
    const tokens = writer.emit('Shape', [x], [attr.int('start', axis), attr.int('end', axis + 1)]);
    const square = writer.emit('Concat', [tokens, tokens], [attr.int('axis', 0)]);
    const ones = writer.emit('Expand', [writer.float(1), square]);
    let seen = writer.emit('Trilu', [ones], [attr.int('upper', 0)]);
    if (window > 0) seen = writer.emit('Trilu', [seen, writer.int(1 - window)], [attr.int('upper', 1)]);
    return writer.emit('Mul', [writer.emit('Sub', [seen, writer.float(1)]), writer.float(MASKED)]);
  });
}
