/**
 * Activations. Derivatives are written in the output where that is cheaper (Sigmoid, Tanh), else in the input (the
 * spellings of Gelu: Hendrycks and Gimpel 2016, arXiv:1606.08415).
 */
import { attribute } from '../../onnx/view.ts';
import { floatOf, unary, withoutRule, type Rule } from '../rule.ts';
import type { GraphWriter } from '../../onnx/writer.ts';

/** σ' = σ(1 − σ), written as σ − σ² */
export const sigmoid = unary((g, _x, y, { writer }) =>
  writer.emit('Mul', [g, writer.emit('Sub', [y, writer.emit('Mul', [y, y])])]),
);

/** tanh' = 1 − tanh² */
export const tanh = unary((g, _x, y, { writer }) =>
  writer.emit('Mul', [g, writer.emit('Sub', [writer.float(1), writer.emit('Mul', [y, y])])]),
);

/** erf' = 2/√π · e^(−x²) */
export const erf = unary((g, x, _y, { writer }) => {
  const bell = writer.emit('Exp', [writer.emit('Neg', [writer.emit('Mul', [x, x])])]);
  return writer.emit('Mul', [g, writer.emit('Mul', [bell, writer.float(2 / Math.sqrt(Math.PI))])]);
});

/** relu' = 1 where the input is above zero */
export const relu = unary((g, x, _y, { writer }) =>
  writer.emit('Where', [writer.emit('Greater', [x, writer.float(0)]), g, writer.float(0)]),
);

/** clip' = 1 where the input came through as it was; its bounds are constants */
export const clip: Rule = ({ node, wanted, writer, gradients }) => {
  if (wanted[1] || wanted[2]) throw withoutRule(node, 'has bounds that depend on the adapter');
  const through = writer.emit('Equal', [node.inputs[0]!, node.outputs[0]!]);
  return [writer.emit('Where', [through, gradients[0]!, writer.float(0)])];
};

/** Gelu of both domains; `approximate` chooses the spelling, com.microsoft has only the exact one. */
export const gelu: Rule = (task) => {
  const { node, writer, gradients } = task;
  const slope = attribute(node, 'approximate')?.s === 'tanh' ? tanhGeluSlope : exactGeluSlope;
  return [writer.emit('Mul', [gradients[0]!, slope(writer, node.inputs[0]!)])];
};

/** com.microsoft FastGelu: the tanh spelling, with an optional bias added to x first */
export const fastGelu: Rule = (task) => {
  const { node, writer, gradients, wanted } = task;
  if (wanted[1]) throw withoutRule(node, 'has a bias that depends on the adapter');
  const [x, bias] = node.inputs as [string, string | undefined];
  const shifted = bias ? writer.emit('Add', [x, bias]) : x;
  return [writer.emit('Mul', [gradients[0]!, tanhGeluSlope(writer, shifted)]), undefined];
};

/** com.microsoft QuickGelu: y = x·σ(αx), y' = s + αx·(s − s²) */
export const quickGelu = unary((g, x, _y, { node, writer }) => {
  const scaled = writer.emit('Mul', [x, writer.float(floatOf(node, 'alpha', 1.702))]);
  const s = writer.emit('Sigmoid', [scaled]);
  const bend = writer.emit('Mul', [scaled, writer.emit('Sub', [s, writer.emit('Mul', [s, s])])]);
  return writer.emit('Mul', [g, writer.emit('Add', [s, bend])]);
});

/** ½(1 + erf(x/√2)) + x·e^(−x²/2)/√(2π) */
function exactGeluSlope(writer: GraphWriter, x: string): string {
  const error = writer.emit('Erf', [writer.emit('Mul', [x, writer.float(Math.SQRT1_2)])]);
  const share = writer.emit('Add', [writer.emit('Mul', [error, writer.float(0.5)]), writer.float(0.5)]);
  const square = writer.emit('Mul', [writer.emit('Mul', [x, x]), writer.float(-0.5)]);
  const bell = writer.emit('Mul', [writer.emit('Exp', [square]), writer.float(1 / Math.sqrt(2 * Math.PI))]);
  return writer.emit('Add', [share, writer.emit('Mul', [x, bell])]);
}

/** With u = k(x + 0.044715x³), k = √(2/π), t = tanh u: ½(1 + t) + ½x(1 − t²)·k(1 + 0.134145x²) */
function tanhGeluSlope(writer: GraphWriter, x: string): string {
  const k = Math.sqrt(2 / Math.PI);
  const square = writer.emit('Mul', [x, x]);
  const ofSquare = (factor: number): string =>
    writer.emit('Add', [writer.emit('Mul', [square, writer.float(k * factor)]), writer.float(k)]);
  const t = writer.emit('Tanh', [writer.emit('Mul', [x, ofSquare(0.044715)])]);
  const rest = writer.emit('Sub', [writer.float(1), writer.emit('Mul', [t, t])]);
  const bend = writer.emit('Mul', [writer.emit('Mul', [x, rest]), ofSquare(0.134145)]);
  const sum = writer.emit('Add', [writer.emit('Add', [t, writer.float(1)]), bend]);
  return writer.emit('Mul', [sum, writer.float(0.5)]);
}
