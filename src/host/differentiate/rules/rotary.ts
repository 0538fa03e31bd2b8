/**
 * Rotary position embedding (Su et al. 2021, arXiv:2104.09864): a rotation of pairs of channels, so the gradient is the
 * rotation by the opposite angle: the same operator with the sine negated.
 */
import { withoutRule, type Rule } from '../rule.ts';
import { MICROSOFT } from '../../onnx/writer.ts';

export const rotary: Rule = ({ node, wanted, writer, gradients }) => {
  if (wanted.some((want, i) => want && i > 0)) throw withoutRule(node, 'has angles that depend on the adapter');
  const place = node.domain === MICROSOFT ? 3 : 2; // com.microsoft: x, positions, cos, sin; ONNX: x, cos, sin, positions
  const sine = node.inputs[place]!;
  const back = writer.once(`minus ${sine}`, () => writer.emit('Neg', [sine]));
  const inputs = node.inputs.map((name, i) => (i === 0 ? gradients[0]! : i === place ? back : name));
  return [writer.emit('RotaryEmbedding', inputs, node.attributes, node.domain)];
};
