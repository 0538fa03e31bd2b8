/**
 * CausalConvWithState in plain operators, as it is in training: a convolution of each channel by itself over what came
 * before, which is nothing, so zeros in front of the first token stand for the state.
 * Source: ContribOperators.md and the kernel; the same operator is ONNX's own from operator set 27 on.
 */
import { attribute } from '../../onnx/view.ts';
import type { Node } from '../../onnx/model.ts';
import { intOf, withoutRule } from '../rule.ts';
import type { Sizes } from '../sizes.ts';
import { attr, type GraphWriter } from '../../onnx/writer.ts';

const UNDERSTOOD = new Set(['activation', 'dilation']);
/** Attributes that are harmless at these values. */
const NEUTRAL: Readonly<Record<string, number>> = { ndim: 1, channels_last: 0, state_window: 0 };

/**
 * Writes the convolution of one node; its first output keeps its name. Channels come first: x [rows, channels, tokens].
 * @param states  the names of what came before
 * Throws HostError `operator-without-rule` for a form that is not understood.
 */
export function lowerConvolution(node: Node, states: ReadonlySet<string>, sizes: Sizes, writer: GraphWriter): void {
  for (const { name, i } of node.attributes)
    if (!UNDERSTOOD.has(name) && (NEUTRAL[name] === undefined || NEUTRAL[name] !== i))
      throw withoutRule(node, `has the attribute ${name}`);
  const [x, weight, bias, state] = node.inputs as [string, string, string?, string?];
  if (state && !states.has(state)) throw withoutRule(node, 'goes on from a state that is no input of the graph');
  const [channels, , taps] = sizes.dims(weight);
  if (channels === undefined || taps === undefined) throw withoutRule(node, 'has a kernel of unknown size');
  const activation = attribute(node, 'activation')?.s ?? 'none';
  if (!['none', 'silu', 'swish'].includes(activation)) throw withoutRule(node, `has the activation ${activation}`);
  const dilation = intOf(node, 'dilation', 1);
  const settings = [
    attr.int('group', channels),
    attr.ints('dilations', [dilation]),
    attr.ints('pads', [(taps - 1) * dilation, 0]),
  ];
  const mixed = writer.emit('Conv', bias ? [x, weight, bias] : [x, weight], settings);
  if (activation === 'none') writer.emitInto([node.outputs[0]!], 'Identity', [mixed]);
  else writer.emitInto([node.outputs[0]!], 'Mul', [mixed, writer.emit('Sigmoid', [mixed])]);
}
