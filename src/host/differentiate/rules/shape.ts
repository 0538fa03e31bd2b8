/**
 * Operators that move numbers without changing them: the gradient moves the other way. A broadcast (Expand) copies a
 * number, so the gradients of the copies are summed.
 */
import { attribute } from '../../onnx/view.ts';
import { DataType } from '../../onnx/model.ts';
import { reshapeTo, sumTo, unary, withoutRule } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

/** Reshape, Squeeze, Unsqueeze, Flatten: the same numbers in the same order. */
export const reshape = unary((g, x, y, task) => reshapeTo(task, g, y, x));

export const identity = unary((g) => g);

/** Cast between kinds of fractions; the gradient is cast back. */
export const cast = unary((g, x, y, { node, sizes, writer }) => {
  const [from, to] = [sizes.type(x), sizes.type(y)];
  const fractions: readonly number[] = [DataType.float, DataType.float16];
  if (!fractions.includes(from) || !fractions.includes(to)) throw withoutRule(node, 'casts to or from whole numbers');
  return from === to ? g : writer.emit('Cast', [g], [attr.int('to', from)]);
});

export const transpose = unary((g, x, _y, { node, sizes, writer }) => {
  const rank = sizes.rank(x);
  const order = attribute(node, 'perm')?.ints ?? Array.from({ length: rank }, (_, i) => rank - 1 - i);
  const back = order.map((_, axis) => order.indexOf(axis));
  return writer.emit('Transpose', [g], [attr.ints('perm', back)]);
});

export const expand = unary((g, x, y, task) => sumTo(task, g, y, x));
