/**
 * ONNX's own Attention (operator sets 23 and 24), and what is the same, in plain operators, as it is in training: without a
 * past of its own.
 *
 *     z = scale · q·kᵀ;  mask;  causal;  softmax;  · v
 *
 * q, k and v come by head, [rows, heads, tokens, size], or side by side, [rows, tokens, heads · size]. Query heads that
 * share a key head become more query rows of it. Source: onnx/docs/Operators.md, Attention.
 */
import { DataType, type Node } from '../../onnx/model.ts';
import { floatOf, intOf, withoutRule } from '../rule.ts';
import type { Sizes } from '../sizes.ts';
import { attr, type GraphWriter } from '../../onnx/writer.ts';
import { causalMask, MASKED } from './attention.ts';

const INPUT = { mask: 3, pastKey: 4, lengths: 6 } as const;
const UNDERSTOOD = new Set(['scale', 'is_causal', 'q_num_heads', 'kv_num_heads', 'softmax_precision']);
/** Attributes that are harmless where they are 0. */
const NEUTRAL = new Set(['softcap', 'qk_matmul_output_mode']);

/**
 * A node as ONNX's Attention: one that is, or com.microsoft's MultiHeadAttention without the inputs that only it has.
 * Undefined for any other. Throws HostError `operator-without-rule` for a form that is not understood.
 */
export function asOnnxAttention(node: Node): Node | undefined {
  const { opType, domain, inputs } = node;
  if (opType === 'Attention') return domain === '' || domain === 'ai.onnx' ? node : undefined;
  if (opType !== 'MultiHeadAttention') return undefined;
  for (const [place, name] of Object.entries(ONLY_THERE))
    if (inputs[Number(place)]) throw withoutRule(node, `uses its input ${name}`);
  if (!inputs[1] || !inputs[2]) throw withoutRule(node, 'takes queries, keys and values in one tensor');
  const heads = intOf(node, 'num_heads', 0);
  const attributes = [
    attr.int('q_num_heads', heads),
    attr.int('kv_num_heads', heads),
    attr.int('is_causal', intOf(node, 'unidirectional', 0)),
    attr.float('scale', floatOf(node, 'scale', 0)),
  ];
  return { ...node, inputs: [...inputs.slice(0, 3), inputs[5] ?? '', inputs[6] ?? '', inputs[7] ?? ''], attributes };
}

/** Inputs of MultiHeadAttention that ONNX's Attention has not. */
const ONLY_THERE: Readonly<Record<number, string>> = { 3: 'bias', 4: 'key_padding_mask' };

/**
 * Writes the attention of one node; its first output keeps its name.
 * @param pasts  the inputs that hold what came before; in training that is nothing
 * Throws HostError `operator-without-rule` for a form that is not understood.
 */
export function lowerOnnxAttention(
  node: Node,
  pasts: ReadonlyMap<string, unknown>,
  sizes: Sizes,
  writer: GraphWriter,
): void {
  checkForm(node, pasts);
  const [q, k, v] = node.inputs as [string, string, string];
  const sideBySide = sizes.rank(q) === 3;
  const heads = (tensor: string, name: string): number => {
    const count = sideBySide ? intOf(node, name, 0) : (sizes.dims(tensor)[1] ?? 0);
    if (count < 1) throw withoutRule(node, 'has heads of unknown number');
    return count;
  };
  const [queries, keys] = [heads(q, 'q_num_heads'), heads(k, 'kv_num_heads')];
  const size = (sizes.dims(q).at(-1) ?? 0) / (sideBySide ? queries : 1);
  if (!Number.isInteger(size) || size < 1 || queries % keys !== 0) throw withoutRule(node, 'has heads of unknown size');
  const byHead = (x: string, count: number): string => {
    if (!sideBySide) return x;
    const apart = writer.emit('Reshape', [x, writer.ints([0, 0, count, -1])]);
    return writer.emit('Transpose', [apart], [attr.ints('perm', [0, 2, 1, 3])]);
  };
  const regrouped = (x: string, count: number): string =>
    queries === keys ? x : writer.emit('Reshape', [x, writer.ints([0, count, -1, 0])]);
  const scale = floatOf(node, 'scale', 0) || 1 / Math.sqrt(size);
  const scaled = writer.emit('Mul', [byHead(q, queries), writer.float(scale)]);
  const turned = writer.emit('Transpose', [byHead(k, keys)], [attr.ints('perm', [0, 1, 3, 2])]);
  let scores = regrouped(writer.emit('MatMul', [regrouped(scaled, keys), turned]), queries);
  const mask = node.inputs[INPUT.mask];
  if (mask) scores = writer.emit('Add', [scores, asBias(mask, sizes, writer)]);
  if (intOf(node, 'is_causal', 0) === 1) scores = writer.emit('Add', [scores, causalMask(scaled, -1, writer, 2)]);
  const shares = writer.emit('Softmax', [scores], [attr.int('axis', -1)]);
  const mixed = regrouped(writer.emit('MatMul', [regrouped(shares, keys), byHead(v, keys)]), queries);
  const output = node.outputs[0]!;
  if (!sideBySide) return writer.emitInto([output], 'Identity', [mixed]);
  const back = writer.emit('Transpose', [mixed], [attr.ints('perm', [0, 2, 1, 3])]);
  writer.emitInto([output], 'Reshape', [back, writer.ints([0, 0, -1])]);
}

/** A mask of what may be seen as numbers to add; numbers to add as they are. */
function asBias(mask: string, sizes: Sizes, writer: GraphWriter): string {
  if (sizes.type(mask) !== DataType.bool) return mask;
  const seen = writer.emit('Cast', [mask], [attr.int('to', DataType.float)]);
  return writer.emit('Mul', [writer.emit('Sub', [seen, writer.float(1)]), writer.float(MASKED)]);
}

function checkForm(node: Node, pasts: ReadonlyMap<string, unknown>): void {
  const past = node.inputs.slice(INPUT.pastKey, INPUT.lengths).find((name) => name && !pasts.has(name));
  if (past) throw withoutRule(node, `reads a past that is no cache, ${past}`);
  if (node.inputs[INPUT.lengths]) throw withoutRule(node, 'uses its input nonpad_kv_seqlen');
  for (const { name, i, f } of node.attributes)
    if (!UNDERSTOOD.has(name) && !(NEUTRAL.has(name) && (i ?? f ?? 0) === 0))
      throw withoutRule(node, `has the attribute ${name}`);
}
