/** Taking tensors apart and putting them together: Slice, Split, Concat. What was not taken has a gradient of zero. */
import { DataType } from '../../onnx/model.ts';
import { slicePlaces } from '../../shapes/infer.ts';
import { axisOf, intOf, withoutRule, zerosLike, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

export const slice: Rule = (task) => {
  const { node, sizes, writer } = task;
  const x = node.inputs[0]!;
  const rank = sizes.rank(x);
  const [starts, ends] = [1, 2].map((i) => sizes.values(node.inputs[i]!)) as [number[]?, number[]?];
  const axes = node.inputs[3] ? sizes.values(node.inputs[3]) : starts?.map((_, i) => i);
  const steps = node.inputs[4] ? sizes.values(node.inputs[4]) : axes?.map(() => 1);
  if (!axes || !steps) throw withoutRule(node, 'has bounds that depend on rows or tokens');
  const odd = steps.find((step) => step !== 1);
  if (odd !== undefined) throw withoutRule(node, `takes every ${odd}th place`);
  const isKnown = axes.every((given, i) => isWhole(starts?.[i], ends?.[i]) || sizes.dims(x)[axisOf(given, rank)]);
  if (!starts || !ends || !isKnown) return [paddedByGraph(task, axes)];
  const pads = new Array<number>(2 * rank).fill(0);
  let takesNothing = false;
  axes.forEach((given, i) => {
    if (isWhole(starts[i], ends[i])) return;
    const axis = axisOf(given, rank);
    const size = sizes.dims(x)[axis]!;
    const places = slicePlaces(size, starts[i]!, ends[i]!, 1);
    takesNothing ||= places.length === 0;
    pads[axis] = places[0] ?? 0;
    pads[axis + rank] = size - 1 - (places.at(-1) ?? 0);
  });
  // Exporters cut off the part of a head that is not rotated also where there is none.
  if (takesNothing) return [];
  return [writer.emit('Pad', [task.gradients[0]!, writer.ints(pads)])];
};

/** Whether bounds take a whole axis, however long it is. */
function isWhole(start: number | undefined, end: number | undefined): boolean {
  return start === 0 && end !== undefined && end >= 2 ** 31 - 1;
}

/** The gradient where only the graph knows the bounds, along one axis. */
function paddedByGraph({ node, sizes, writer, gradients }: Differentiation, axes: readonly number[]): string {
  if (axes.length !== 1) throw withoutRule(node, 'cuts along several axes by bounds that depend on rows or tokens');
  const x = node.inputs[0]!;
  const start = writer.emit('Cast', [node.inputs[1]!], [attr.int('to', DataType.int64)]);
  const g = gradients[0]!;
  const rank = sizes.rank(x);
  const axis = axisOf(axes[0]!, rank);
  const sizeOf = (tensor: string): string =>
    writer.emit('Shape', [tensor], [attr.int('start', axis), attr.int('end', axis + 1)]);
  const [size, none] = [sizeOf(x), writer.ints([0])];
  const isFromEnd = writer.emit('Less', [start, none]);
  const asked = writer.emit('Where', [isFromEnd, writer.emit('Add', [start, size]), start]);
  const before = writer.emit('Min', [writer.emit('Max', [asked, none]), size]);
  const after = writer.emit('Sub', [writer.emit('Sub', [size, before]), sizeOf(g)]);
  const others = (count: number): string[] => (count > 0 ? [writer.ints(new Array<number>(count).fill(0))] : []);
  const parts = [...others(axis), before, ...others(rank - 1), after, ...others(rank - 1 - axis)];
  return writer.emit('Pad', [g, writer.emit('Concat', parts, [attr.int('axis', 0)])]);
}

export const split: Rule = (task) => {
  const { node, sizes, writer, gradients } = task;
  const axis = axisOf(intOf(node, 'axis', 0), sizes.rank(node.inputs[0]!));
  const parts = node.outputs.map((name, i) => gradients[i] ?? zerosLike(task, name));
  return [writer.emit('Concat', parts, [attr.int('axis', axis)])];
};

export const concat: Rule = (task) => {
  const { node, sizes, wanted, writer, gradients } = task;
  const axis = axisOf(intOf(node, 'axis', 0), sizes.rank(node.outputs[0]!));
  const parts = writer.emitMany(
    node.inputs.length,
    'Split',
    [gradients[0]!, partSizes(task, axis)],
    [attr.int('axis', axis)],
  );
  return parts.map((part, i) => (wanted[i] ? part : undefined));
};

/** The sizes of a Concat's inputs along its axis, as a one-dimensional tensor. */
function partSizes({ node, sizes, writer }: Differentiation, axis: number): string {
  const known = node.inputs.map((name) => sizes.dims(name)[axis]);
  if (known.every((size) => size !== undefined)) return writer.ints(known);
  const each = node.inputs.map((name) =>
    writer.emit('Shape', [name], [attr.int('start', axis), attr.int('end', axis + 1)]),
  );
  return writer.emit('Concat', each, [attr.int('axis', 0)]);
}
