/**
 * com.microsoft MatMulNBits: y = x·Ŵᵀ (+ bias) with Ŵ[n, k] = (q − zero) · scale in blocks along k, so dx = g·Ŵ.
 *
 * The packed bytes [outputs, blocks, bytes] are at the same time a tensor of 4 or 8 bit numbers [outputs, inputs]
 * blocked along its second axis, low half first: exactly what DequantizeLinear reads. So a second declaration of the
 * same bytes gives Ŵ back for the moment of one product, and no other copy of the weight exists. (Layout:
 * ContribOperators.md, MatMulNBits; ONNX DequantizeLinear 21.)
 */
import { DataType, type TensorProto } from '../../onnx/model.ts';
import { intOf, withoutRule, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../writer.ts';
import { throughWeight } from './matmul.ts';

/** TensorProto.DataType of the four-bit numbers. */
const UINT4 = 21;

interface Packed {
  bits: 4 | 8;
  outputs: number;
  inputs: number;
  block: number;
  /** blocks per output */
  blocks: number;
  /** TensorProto.DataType of one number */
  type: number;
}

export const matMulNBits: Rule = (task) => {
  const { node, writer } = task;
  const packed = layoutOf(task);
  const zeros = zeroPoints(task, packed);
  const rows = packed.blocks * packed.block;
  const q = secondView(task, node.inputs[1]!, packed.type, [packed.outputs, rows]);
  const blocked = [attr.int('axis', 1), attr.int('block_size', packed.block)];
  let weight = writer.emit('DequantizeLinear', [q, scales(task, packed), ...(zeros.same ? [zeros.same] : [])], blocked);
  if (zeros.offset) weight = minusPerBlock(task, packed, weight, zeros.offset);
  if (rows !== packed.inputs)
    weight = writer.emit('Slice', [weight, writer.ints([0]), writer.ints([packed.inputs]), writer.ints([1])]);
  return [throughWeight(task, weight, true)];
};

function layoutOf({ node, wanted }: Differentiation): Packed {
  const bits = intOf(node, 'bits', 4);
  if (bits !== 4 && bits !== 8) throw withoutRule(node, `has weights of ${bits} bits`);
  if (node.inputs[4]) throw withoutRule(node, 'has its groups in another order (g_idx)');
  if (wanted.some((want, i) => want && i > 0)) throw withoutRule(node, 'has a weight that depends on the adapter');
  const [inputs, outputs] = [intOf(node, 'K', 0), intOf(node, 'N', 0)];
  const block = intOf(node, 'block_size', 32);
  const type = bits === 4 ? UINT4 : DataType.uint8;
  return { bits, outputs, inputs, block, blocks: Math.ceil(inputs / block), type };
}

/** The same bytes under another type and shape. */
function secondView(task: Differentiation, name: string, type: number, dims: readonly number[]): string {
  const { node, writer } = task;
  const tensor = task.initializer(name);
  if (!tensor) throw withoutRule(node, `computes its weight ${name}`);
  return writer.once(`view ${name} ${type} ${dims.join(' ')}`, () => writer.initializer(retyped(tensor, type, dims)));
}

function retyped(tensor: TensorProto, dataType: number, dims: readonly number[]): Omit<TensorProto, 'name'> {
  if (tensor.external) return { dims, dataType, external: tensor.external };
  return { dims, dataType, data: tensor.data ?? Uint8Array.from(tensor.values ?? []) };
}

/** Scales [outputs, blocks]; older files have them in one line. */
function scales({ node, sizes, writer }: Differentiation, { outputs, blocks }: Packed): string {
  const name = node.inputs[2]!;
  if (sizes.rank(name) === 2) return name;
  return writer.once(`blocks ${name}`, () => writer.emit('Reshape', [name, writer.ints([outputs, blocks])]));
}

/**
 * Zero points: `same` is a tensor of the weights' own type that DequantizeLinear takes; `offset` [outputs, blocks] is
 * zero · scale, for the forms it does not take (fractions, and an odd number of half bytes per row).
 */
function zeroPoints(task: Differentiation, packed: Packed): { same?: string; offset?: string } {
  const { node, sizes, writer } = task;
  const { bits, outputs, blocks, type } = packed;
  const name = node.inputs[3];
  if (!name) return { same: middle(task, packed) };
  const scaled = (zeros: string): string => writer.emit('Mul', [zeros, scales(task, packed)]);
  if (sizes.type(name) !== DataType.uint8) {
    const upright = writer.emit('Reshape', [name, writer.ints([outputs, blocks])]);
    return { offset: scaled(upright) };
  }
  if (bits === 8 || blocks % 2 === 0) return { same: secondView(task, name, type, [outputs, blocks]) };
  const padded = secondView(task, name, type, [outputs, blocks + 1]);
  const fractions = writer.emit('DequantizeLinear', [padded, writer.float(1)]);
  const cut = [writer.ints([0]), writer.ints([blocks]), writer.ints([1])];
  return { offset: scaled(writer.emit('Slice', [fractions, ...cut])) };
}

/** The zero point of symmetric weights, 2^(bits − 1), for every block. */
function middle({ writer }: Differentiation, { bits, outputs, blocks, type }: Packed): string {
  return writer.once(`middle ${bits} ${outputs} ${blocks}`, () => {
    const bytes = new Uint8Array(Math.ceil((outputs * blocks * bits) / 8)).fill(bits === 4 ? 0x88 : 0x80);
    return writer.constant([outputs, blocks], type, bytes);
  });
}

function minusPerBlock({ writer }: Differentiation, packed: Packed, weight: string, offset: string): string {
  const { outputs, blocks, block } = packed;
  const apart = writer.emit('Reshape', [weight, writer.ints([outputs, blocks, block])]);
  const moved = writer.emit('Sub', [apart, writer.emit('Unsqueeze', [offset, writer.ints([2])])]);
  return writer.emit('Reshape', [moved, writer.ints([outputs, blocks * block])]);
}
