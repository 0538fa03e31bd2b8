/**
 * Matrix products. Of y = a·b with a [.., m, k] and b [.., k, n]: da = g·bᵀ, db = aᵀ·g, summed over broadcast batch axes.
 * A constant two-dimensional b is a weight: its product is one Gemm that reads the weight transposed where it lies,
 * so no transposed copy is ever made.
 */
import { floatOf, intOf, sumTo, withoutRule, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

export const matMul: Rule = (task) => {
  const { node, sizes, wanted, writer } = task;
  const [a, b] = node.inputs as [string, string];
  const [g, y] = [task.gradients[0]!, node.outputs[0]!];
  if (sizes.rank(a) < 2 || sizes.rank(b) < 2) throw withoutRule(node, 'multiplies a vector');
  const product = (left: string, right: string, operand: string): string =>
    sumTo(task, writer.emit('MatMul', [left, right]), y, operand, 2);
  return [
    wanted[0] ? (isWeight(task) ? throughWeight(task, b) : product(g, turned(task, b), a)) : undefined,
    wanted[1] ? product(turned(task, a), g, b) : undefined,
  ];
};

function isWeight({ node, sizes, wanted }: Differentiation): boolean {
  return (
    !wanted[1] && sizes.rank(node.inputs[1]!) === 2 && sizes.dims(node.inputs[1]!).every((size) => size !== undefined)
  );
}

/**
 * dx = g·Wᵀ over all rows at once, for the node's first input.
 * @param weight  [inputs, outputs]; or [outputs, inputs] with `turned` set
 */
export function throughWeight(task: Differentiation, weight: string, isTurned = false): string {
  const { node, sizes, writer, gradients } = task;
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  const flat = sizes.rank(x) === 2;
  const width = sizes.dims(y).at(-1)!;
  const g = flat ? gradients[0]! : writer.emit('Reshape', [gradients[0]!, writer.ints([-1, width])]);
  const dx = writer.emit('Gemm', [g, weight], [attr.int('transB', isTurned ? 0 : 1)]);
  return flat ? dx : asShapeOf(task, dx, x);
}

/** From [everything before, width] back to the shape of x. */
function asShapeOf({ sizes, writer }: Differentiation, flat: string, x: string): string {
  const dims = sizes.dims(x);
  const free = dims.filter((size) => size === undefined).length;
  const shape =
    free <= 1
      ? writer.ints(dims.map((size) => size ?? -1))
      : writer.once(`shape ${x}`, () => writer.emit('Shape', [x]));
  return writer.emit('Reshape', [flat, shape]);
}

/** The last two axes exchanged. */
function turned({ sizes, writer }: Differentiation, tensor: string): string {
  const rank = sizes.rank(tensor);
  const order = Array.from({ length: rank }, (_, i) => (i < rank - 2 ? i : 2 * rank - 3 - i));
  return writer.once(`turned ${tensor}`, () => writer.emit('Transpose', [tensor], [attr.ints('perm', order)]));
}

/** y = α·A′·B′ + β·C with A′ = Aᵀ where transA is set, likewise B′. */
export const gemm: Rule = (task) => {
  const { node, wanted, writer } = task;
  const [a, b, c] = node.inputs as [string, string, string | undefined];
  const g = task.gradients[0]!;
  const [transA, transB] = [intOf(node, 'transA', 0), intOf(node, 'transB', 0)];
  const alpha = attr.float('alpha', floatOf(node, 'alpha', 1));
  const beta = floatOf(node, 'beta', 1);
  const product = (left: string, turnLeft: number, right: string, turnRight: number): string =>
    writer.emit('Gemm', [left, right], [alpha, attr.int('transA', turnLeft), attr.int('transB', turnRight)]);
  const ofC = (): string =>
    sumTo(task, beta === 1 ? g : writer.emit('Mul', [g, writer.float(beta)]), node.outputs[0]!, c!);
  return [
    wanted[0] ? (transA ? product(b, transB, g, 1) : product(g, 0, b, 1 - transB)) : undefined,
    wanted[1] ? (transB ? product(g, 1, a, transA) : product(a, 1 - transA, g, 0)) : undefined,
    wanted[2] ? ofC() : undefined,
  ];
};
