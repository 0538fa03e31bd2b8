/** com.microsoft MatMulNBits: y = x·Ŵᵀ (+ bias), so dx = g·Ŵ, with Ŵ unpacked for the moment of one product. */
import { dequantised, whyNotDequantised, type Constants } from '../../passes/dequantise.ts';
import { withoutRule, type Rule } from '../rule.ts';
import { throughWeight } from './matmul.ts';

export const matMulNBits: Rule = (task) => {
  const { node, writer, sizes, wanted } = task;
  if (wanted.some((want, i) => want && i > 0)) throw withoutRule(node, 'has a weight that depends on the adapter');
  const constants: Constants = {
    initializer: (name) => task.initializer(name),
    rank: (name) => sizes.rank(name),
    type: (name) => sizes.type(name),
  };
  const why = whyNotDequantised(node, constants);
  if (why !== undefined) throw withoutRule(node, why);
  return [throughWeight(task, dequantised(node, writer, constants), true)];
};
