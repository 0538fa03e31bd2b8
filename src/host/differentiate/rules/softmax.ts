/** y = softmax(x) along one axis: y∘(g − Σ g∘y). A masked place has y = 0 and so gets no gradient. */
import { intOf, unary } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

export const softmax = unary((g, _x, y, { node, writer }) => {
  const product = writer.emit('Mul', [g, y]);
  const axes = writer.ints([intOf(node, 'axis', -1)]);
  const sum = writer.emit('ReduceSum', [product, axes], [attr.int('keepdims', 1)]);
  return writer.emit('Sub', [product, writer.emit('Mul', [y, sum])]);
});
