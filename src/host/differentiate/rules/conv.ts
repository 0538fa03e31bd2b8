/**
 * Convolution with a constant kernel: what a number went into, its gradient comes from, so the gradient is the transposed
 * convolution with the same kernel. Taps that reach into the padding have nothing to give back to.
 */
import { attribute } from '../../onnx/view.ts';
import { withoutRule, type Rule } from '../rule.ts';

export const conv: Rule = ({ node, wanted, writer, gradients }) => {
  if (wanted[1] || wanted[2]) throw withoutRule(node, 'has a kernel that depends on the adapter');
  if ((attribute(node, 'auto_pad')?.s ?? 'NOTSET') !== 'NOTSET') throw withoutRule(node, 'pads by itself');
  // With larger steps, inputs that no tap met would be missing at the end.
  if (attribute(node, 'strides')?.ints?.some((step) => step !== 1)) throw withoutRule(node, 'leaves places out');
  return [writer.emit('ConvTranspose', [gradients[0]!, node.inputs[1]!], node.attributes)];
};
