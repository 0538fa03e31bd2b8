/**
 * Gather and GatherND on data: each gradient is added where its number was taken from, so a number taken twice gets both.
 */
import { axisOf, intOf, withoutRule, zerosLike, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

const ADDING = (axis: number) => [attr.int('axis', axis), attr.text('reduction', 'add')];

/** Any axis; indices of any rank. */
export const gather: Rule = (task) => {
  const { node, sizes, writer, wanted, gradients } = task;
  if (wanted[1]) throw withoutRule(node, 'has indices that depend on the adapter');
  const [data, indices] = node.inputs as [string, string];
  const rank = sizes.rank(data);
  const axis = axisOf(intOf(node, 'axis', 0), rank);
  const shape = writer.emit('Shape', [data]);
  const slice = (from: number, to: number): string =>
    writer.emit('Slice', [shape, writer.ints([from]), writer.ints([to])]);
  const [before, after] = [slice(0, axis), slice(axis + 1, rank)];
  const lined = writer.emit('Concat', [before, writer.ints([-1]), after], [attr.int('axis', 0)]);
  const g = writer.emit('Reshape', [gradients[0]!, lined]);
  const upright = Array.from({ length: rank }, (_, i) => (i === axis ? -1 : 1));
  const places = writer.emit('Reshape', [indices, writer.ints(upright)]);
  const spread = writer.emit('Expand', [places, writer.emit('Shape', [g])]);
  return [writer.emit('ScatterElements', [zerosLike(task, data), spread, g], ADDING(axis)), undefined];
};

/** The form that chooses tokens: data [rows, tokens, width], indices [rows, chosen, 1], batch_dims 1. */
export const gatherNd: Rule = (task) => {
  const { node, sizes, wanted, gradients } = task;
  const [data, indices] = node.inputs as [string, string];
  const plain = sizes.rank(data) === 3 && sizes.rank(indices) === 3 && sizes.dims(indices)[2] === 1;
  if (wanted[1] || !plain || intOf(node, 'batch_dims', 0) !== 1)
    throw withoutRule(node, 'does not choose whole tokens');
  return [scatterTokens(task, data, indices, gradients[0]!), undefined];
};

function scatterTokens(task: Differentiation, data: string, indices: string, g: string): string {
  const { writer } = task;
  const spread = writer.emit('Expand', [indices, writer.emit('Shape', [g])]);
  return writer.emit('ScatterElements', [zerosLike(task, data), spread, g], ADDING(1));
}
