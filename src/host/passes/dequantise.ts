/**
 * The weight of a com.microsoft MatMulNBits, y = x·Ŵᵀ (+ bias) with Ŵ[n, k] = (q − zero) · scale in blocks along k, as an
 * expression of the graph.
 *
 * The packed bytes [outputs, blocks, bytes] are at the same time a tensor of 4 or 8 bit numbers [outputs, inputs]
 * blocked along its second axis, low half first: exactly what DequantizeLinear reads. So a second declaration of the
 * same bytes gives Ŵ back, and no other copy of them exists. (Layout: ContribOperators.md, MatMulNBits; ONNX
 * DequantizeLinear 21.)
 */
import { DataType, type Node, type TensorProto } from '../onnx/model.ts';
import { attribute } from '../onnx/view.ts';
import { attr, type GraphWriter } from '../onnx/writer.ts';

/** TensorProto.DataType of the four-bit numbers. */
const UINT4 = 21;

/** What must be known of a graph's constants. */
export interface Constants {
  initializer(name: string): TensorProto | undefined;
  /** of a scale or zero point, which may be cast on its way */
  rank(name: string): number;
  /** TensorProto.DataType */
  type(name: string): number;
}

/** How the weight of a MatMulNBits is packed. */
interface Packed {
  bits: number;
  outputs: number;
  inputs: number;
  block: number;
  /** blocks per output */
  blocks: number;
}

export function packedAs(node: Node): Packed {
  const int = (name: string, otherwise: number): number => attribute(node, name)?.i ?? otherwise;
  const [inputs, outputs, block] = [int('K', 0), int('N', 0), int('block_size', 32)];
  return { bits: int('bits', 4), outputs, inputs, block, blocks: Math.ceil(inputs / block) };
}

/** Why a weight cannot be written as an expression, completing "it …"; undefined where it can. */
export function whyNotDequantised(node: Node, constants: Constants): string | undefined {
  const { bits } = packedAs(node);
  if (bits !== 4 && bits !== 8) return `has weights of ${bits} bits`;
  if (node.inputs[4]) return 'has its groups in another order (g_idx)';
  if (!constants.initializer(node.inputs[1]!)) return `computes its weight ${node.inputs[1]!}`;
  const zeros = node.inputs[3];
  if (zeros && constants.type(zeros) === DataType.uint8 && !constants.initializer(zeros))
    return `computes its zero points ${zeros}`;
  return undefined;
}

/** Writes the nodes that make Ŵ [outputs, inputs] and returns its name. Only for nodes without a why-not. */
export function dequantised(node: Node, writer: GraphWriter, constants: Constants): string {
  const task = { node, writer, constants, packed: packedAs(node) };
  const { outputs, inputs, block, blocks } = task.packed;
  const zeros = zeroPoints(task);
  const rows = blocks * block;
  const q = secondView(task, node.inputs[1]!, [outputs, rows]);
  const blocked = [attr.int('axis', 1), attr.int('block_size', block)];
  let weight = writer.emit('DequantizeLinear', [q, scales(task), ...(zeros.same ? [zeros.same] : [])], blocked);
  if (zeros.offset) weight = minusPerBlock(task, weight, zeros.offset);
  if (rows === inputs) return weight;
  return writer.emit('Slice', [weight, writer.ints([0]), writer.ints([inputs]), writer.ints([1])]);
}

interface Task {
  node: Node;
  writer: GraphWriter;
  constants: Constants;
  packed: Packed;
}

/** The same bytes as numbers of the weight's own width, in another shape. */
function secondView({ writer, constants, packed }: Task, name: string, dims: readonly number[]): string {
  const dataType = typeOf(packed);
  return writer.once(`view ${name} ${dataType} ${dims.join(' ')}`, () => {
    const { external, data, values = [] } = constants.initializer(name)!;
    if (external) return writer.initializer({ dims, dataType, external });
    return writer.initializer({ dims, dataType, data: data ?? Uint8Array.from(values) });
  });
}

function typeOf({ bits }: Packed): number {
  return bits === 4 ? UINT4 : DataType.uint8;
}

/** Scales [outputs, blocks]; older files have them in one line. */
function scales({ node, writer, constants, packed }: Task): string {
  const name = node.inputs[2]!;
  if (constants.rank(name) === 2) return name;
  const { outputs, blocks } = packed;
  return writer.once(`blocks ${name}`, () => writer.emit('Reshape', [name, writer.ints([outputs, blocks])]));
}

/**
 * Zero points: `same` is a tensor of the weights' own type that DequantizeLinear takes; `offset` [outputs, blocks] is
 * zero · scale, for the forms it does not take (fractions, and an odd number of half bytes per row).
 */
function zeroPoints(task: Task): { same?: string; offset?: string } {
  const { node, writer, constants, packed } = task;
  const { bits, outputs, blocks } = packed;
  const name = node.inputs[3];
  if (!name) return { same: middle(task) };
  const scaled = (zeros: string): string => writer.emit('Mul', [zeros, scales(task)]);
  if (constants.type(name) !== DataType.uint8) {
    const upright = writer.emit('Reshape', [name, writer.ints([outputs, blocks])]);
    return { offset: scaled(upright) };
  }
  if (bits === 8 || blocks % 2 === 0) return { same: secondView(task, name, [outputs, blocks]) };
  const padded = secondView(task, name, [outputs, blocks + 1]);
  const fractions = writer.emit('DequantizeLinear', [padded, writer.float(1)]);
  const cut = [writer.ints([0]), writer.ints([blocks]), writer.ints([1])];
  return { offset: scaled(writer.emit('Slice', [fractions, ...cut])) };
}

/** The zero point of symmetric weights, 2^(bits − 1), for every block. */
function middle({ writer, packed }: Task): string {
  const { bits, outputs, blocks } = packed;
  return writer.once(`middle ${bits} ${outputs} ${blocks}`, () => {
    const bytes = new Uint8Array(Math.ceil((outputs * blocks * bits) / 8)).fill(bits === 4 ? 0x88 : 0x80);
    return writer.constant([outputs, blocks], typeOf(packed), bytes);
  });
}

function minusPerBlock({ writer, packed }: Task, weight: string, offset: string): string {
  const { outputs, blocks, block } = packed;
  const apart = writer.emit('Reshape', [weight, writer.ints([outputs, blocks, block])]);
  const moved = writer.emit('Sub', [apart, writer.emit('Unsqueeze', [offset, writer.ints([2])])]);
  return writer.emit('Reshape', [moved, writer.ints([outputs, blocks * block])]);
}
