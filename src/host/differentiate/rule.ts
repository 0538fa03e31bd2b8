/**
 * What a rule of differentiation is: from the gradient of a node's outputs it writes the nodes that compute the gradient
 * of its inputs (reverse mode; Griewank and Walther 2008, Evaluating Derivatives). g names the gradient, as in
 * "g of y", and always has exactly the shape of the tensor it belongs to.
 */
import { HostError } from '../errors.ts';
import type { Node, TensorProto } from '../onnx/model.ts';
import { attribute } from '../onnx/view.ts';
import type { Sizes } from './sizes.ts';
import { attr, type GraphWriter } from '../onnx/writer.ts';

/** One node to differentiate, and what its rule needs to know. */
export interface Differentiation {
  node: Node;
  /** gradient of each output; undefined where nothing depends on it */
  gradients: readonly (string | undefined)[];
  /** true for the inputs whose gradient is asked for */
  wanted: readonly boolean[];
  sizes: Sizes;
  writer: GraphWriter;
  /** the initialiser of this name, for rules that read weights in another form */
  initializer(name: string): TensorProto | undefined;
}

/** Gradient of each input, undefined where none was wanted. Throws HostError `operator-without-rule`. */
export type Rule = (task: Differentiation) => readonly (string | undefined)[];

/** A rule for operators whose only differentiable input is the first and whose only output with a gradient is the first. */
export function unary(gradient: (g: string, x: string, y: string, task: Differentiation) => string): Rule {
  return (task) => [gradient(task.gradients[0]!, task.node.inputs[0]!, task.node.outputs[0]!, task)];
}

/** An attribute's whole number, or its default. */
export function intOf(node: Node, name: string, otherwise: number): number {
  return attribute(node, name)?.i ?? otherwise;
}

/** An attribute's fraction, or its default. */
export function floatOf(node: Node, name: string, otherwise: number): number {
  return attribute(node, name)?.f ?? otherwise;
}

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The error for a form of an operator that has no rule. `why` completes "…: it …". */
export function withoutRule(node: Node, why: string): HostError {
  return new HostError(
    'operator-without-rule',
    `This host cannot be trained: ${node.opType} ${node.name || node.outputs[0]!} has no rule of differentiation: it ${why}.`,
    'Choose another host, or a way of learning that needs forward passes only.',
  );
}

/**
 * Sums a gradient with the shape of `from` over the axes along which `to` was broadcast to `from`; what comes out has
 * the shape of `to`.
 * @param own  how many axes at the end are the gradient's own and not compared (the two of a matrix product)
 */
export function sumTo({ sizes, writer }: Differentiation, g: string, from: string, to: string, own = 0): string {
  const outer = (tensor: string): readonly (number | undefined)[] =>
    sizes.dims(tensor).slice(0, sizes.rank(tensor) - own);
  const [wide, narrow] = [outer(from), outer(to)];
  const extra = wide.length - narrow.length;
  const leading = Array.from({ length: extra }, (_, i) => i);
  const squashed = narrow.flatMap((size, i) => (size === 1 && wide[i + extra] !== 1 ? [i] : []));
  let sum = g;
  if (extra > 0) sum = writer.emit('ReduceSum', [sum, writer.ints(leading)], [attr.int('keepdims', 0)]);
  if (squashed.length > 0) sum = writer.emit('ReduceSum', [sum, writer.ints(squashed)], [attr.int('keepdims', 1)]);
  return sum;
}

/** Reshapes a gradient with the shape of `from` to the shape of `to`, by a constant target where there is one. */
export function reshapeTo({ sizes, writer }: Differentiation, g: string, from: string, to: string): string {
  const rank = sizes.rank(from);
  const target = sizes.dims(to).map((size, axis) => {
    if (size !== undefined) return size;
    return axis < rank && sizes.sameSize(from, axis, to, axis) ? 0 : -1;
  });
  const free = target.filter((size) => size === -1).length;
  const shape = free > 1 ? writer.emit('Shape', [to]) : writer.ints(target);
  return writer.emit('Reshape', [g, shape]);
}

/** Zeros of a tensor's shape. (Expand, because WebGPU has no ConstantOfShape and would fetch them from the processor.) */
export function zerosLike({ writer }: Differentiation, tensor: string): string {
  return writer.emit('Expand', [writer.float(0), writer.emit('Shape', [tensor])]);
}
