/** y = condition ? a : b. The gradient goes where the number came from; the condition has none. */
import { sumTo, type Rule } from '../rule.ts';

export const where: Rule = (task) => {
  const { node, wanted, writer, gradients } = task;
  const [condition, a, b] = node.inputs as [string, string, string];
  const [g, y, none] = [gradients[0]!, node.outputs[0]!, writer.float(0)];
  return [
    undefined,
    wanted[1] ? sumTo(task, writer.emit('Where', [condition, g, none]), y, a) : undefined,
    wanted[2] ? sumTo(task, writer.emit('Where', [condition, none, g]), y, b) : undefined,
  ];
};
