/**
 * Elementwise arithmetic with broadcasting: the gradient of a broadcast operand is summed over the axes it was broadcast
 * along.
 */
import { sumTo, unary, withoutRule, type Differentiation, type Rule } from '../rule.ts';

type Side = (task: Differentiation, g: string, a: string, b: string) => string;

function binary(ofA: Side, ofB: Side): Rule {
  return (task) => {
    const [a, b] = task.node.inputs as [string, string];
    const y = task.node.outputs[0]!;
    return [a, b].map((input, i) => {
      if (!task.wanted[i]) return undefined;
      return sumTo(task, (i === 0 ? ofA : ofB)(task, task.gradients[0]!, a, b), y, input);
    });
  };
}

/** y = a + b */
export const add = binary(
  (_, g) => g,
  (_, g) => g,
);

/** y = a − b */
export const sub = binary(
  (_, g) => g,
  ({ writer }, g) => writer.emit('Neg', [g]),
);

/** y = a · b */
export const mul = binary(
  ({ writer }, g, _, b) => writer.emit('Mul', [g, b]),
  ({ writer }, g, a) => writer.emit('Mul', [g, a]),
);

/** y = a / b; the gradient of b is −g·y / b */
export const div = binary(
  ({ writer }, g, _, b) => writer.emit('Div', [g, b]),
  ({ writer, node }, g, _, b) =>
    writer.emit('Neg', [writer.emit('Div', [writer.emit('Mul', [g, node.outputs[0]!]), b])]),
);

/** y = x ^ p for a constant scalar p: g · p · x ^ (p − 1) */
export const pow: Rule = (task) => {
  const { node, sizes, writer, wanted, gradients } = task;
  const [x, exponent] = node.inputs as [string, string];
  const power = sizes.values(exponent);
  if (wanted[1] || power?.length !== 1) throw withoutRule(node, 'has an exponent that is not one constant');
  const p = power[0]!;
  const slope = p === 2 ? x : writer.emit('Pow', [x, writer.float(p - 1)]);
  return [writer.emit('Mul', [writer.emit('Mul', [gradients[0]!, writer.float(p)]), slope]), undefined];
};

/** y = √x: g / 2y */
export const sqrt = unary((g, _x, y, { writer }) => writer.emit('Div', [g, writer.emit('Mul', [y, writer.float(2)])]));

/** y = −x */
export const neg = unary((g, _x, _y, { writer }) => writer.emit('Neg', [g]));

/** y = 1 / x: −g·y² */
export const reciprocal = unary((g, _x, y, { writer }) =>
  writer.emit('Neg', [writer.emit('Mul', [g, writer.emit('Mul', [y, y])])]),
);

/** y = eˣ: g·y */
export const exp = unary((g, _x, y, { writer }) => writer.emit('Mul', [g, y]));
