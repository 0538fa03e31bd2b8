/** Taking tensors apart and putting them together: Slice, Split, Concat. What was not taken has a gradient of zero. */
import { slicePlaces } from '../../shapes/infer.ts';
import { axisOf, intOf, withoutRule, zerosLike, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../writer.ts';

/** Bounds may be computed by the graph, but must come out the same for all rows and tokens. */
export const slice: Rule = (task) => {
  const { node, sizes, writer } = task;
  const x = node.inputs[0]!;
  const rank = sizes.rank(x);
  const [starts, ends] = [1, 2].map((i) => sizes.values(node.inputs[i]!)) as [number[]?, number[]?];
  const axes = node.inputs[3] ? sizes.values(node.inputs[3]) : starts?.map((_, i) => i);
  const steps = node.inputs[4] ? sizes.values(node.inputs[4]) : starts?.map(() => 1);
  if (!starts || !ends || !axes || !steps) throw withoutRule(node, 'has bounds that depend on rows or tokens');
  const pads = new Array<number>(2 * rank).fill(0);
  let takesNothing = false;
  axes.forEach((given, i) => {
    const axis = axisOf(given, rank);
    const size = sizes.dims(x)[axis];
    const whole = starts[i] === 0 && ends[i]! >= 2 ** 31 - 1 && steps[i] === 1;
    if (whole) return;
    if (size === undefined) throw withoutRule(node, 'cuts along rows or tokens');
    if (steps[i] !== 1) throw withoutRule(node, `takes every ${steps[i]}th place`);
    const places = slicePlaces(size, starts[i]!, ends[i]!, 1);
    takesNothing ||= places.length === 0;
    pads[axis] = places[0] ?? 0;
    pads[axis + rank] = size - 1 - (places.at(-1) ?? 0);
  });
  // Exporters cut off the part of a head that is not rotated also where there is none.
  if (takesNothing) return [];
  return [writer.emit('Pad', [task.gradients[0]!, writer.ints(pads)])];
};

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
