/** Sums and means over some axes: every number that went in gets the gradient of what came out, for a mean its share. */
import { attribute } from '../../onnx/view.ts';
import { axisOf, intOf, withoutRule, type Differentiation, type Rule } from '../rule.ts';

export const reduceSum: Rule = (task) => [spread(task, task.gradients[0]!), undefined];

export const reduceMean: Rule = (task) => {
  const { node, sizes, writer } = task;
  const counts = axesOf(task).map((axis) => sizes.dims(node.inputs[0]!)[axis]);
  if (counts.some((count) => count === undefined)) throw withoutRule(node, 'averages over rows or tokens');
  const count = counts.reduce<number>((product, size) => product * size!, 1);
  return [spread(task, writer.emit('Mul', [task.gradients[0]!, writer.float(1 / count)])), undefined];
};

function spread(task: Differentiation, g: string): string {
  const { node, writer } = task;
  const kept = intOf(node, 'keepdims', 1) === 1;
  const upright = kept ? g : writer.emit('Unsqueeze', [g, writer.ints(axesOf(task))]);
  return writer.emit('Expand', [upright, writer.emit('Shape', [node.inputs[0]!])]);
}

function axesOf({ node, sizes }: Differentiation): number[] {
  const [x, given] = node.inputs as [string, string | undefined];
  const rank = sizes.rank(x);
  const axes = given ? sizes.values(given) : attribute(node, 'axes')?.ints;
  if (given && !axes) throw withoutRule(node, 'has axes that depend on rows or tokens');
  const all = Array.from({ length: rank }, (_, i) => i);
  return axes && axes.length > 0
    ? axes.map((axis) => axisOf(axis, rank))
    : intOf(node, 'noop_with_empty_axes', 0)
      ? []
      : all;
}
