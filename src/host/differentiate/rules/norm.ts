/**
 * Root-mean-square norms (Zhang and Sennrich 2019, arXiv:1910.07467). With r = (mean(x²) + ε)^−½ and y = x·r·w:
 *
 *     dx = r·(w∘g) − x·r²·mean(g∘y)
 *
 * which is host-graphs' r·(w∘g) − x·(r³/H)·Σ(w∘g∘x), since w∘x·r = y. r is computed again from x: the operator's own
 * second output is garbage on WebGPU.
 */
import { axisOf, floatOf, intOf, withoutRule, type Differentiation, type Rule } from '../rule.ts';
import { attr } from '../../onnx/writer.ts';

const EPSILON = 1e-5;

/** SimplifiedLayerNormalization and opset 23's RMSNormalization, over the last axis. */
export const rmsNorm: Rule = (task) => {
  const { node, sizes, wanted, gradients } = task;
  const [x, weight] = node.inputs as [string, string];
  const rank = sizes.rank(x);
  if (axisOf(intOf(node, 'axis', -1), rank) !== rank - 1) throw withoutRule(node, 'normalises more than the last axis');
  if (wanted[1]) throw withoutRule(node, 'has a weight that depends on the adapter');
  return [throughNorm(task, gradients[0]!, x, weight, node.outputs[0]!), undefined];
};

/**
 * com.microsoft SkipSimplifiedLayerNormalization: s = x + skip (+ bias), y = norm(s), and s itself is output 3, the
 * residual stream, whose own gradient joins. dx = dskip = ds.
 */
export const skipRmsNorm: Rule = (task) => {
  const { node, sizes, wanted, writer, gradients } = task;
  const [x, skip, weight, bias] = node.inputs as [string, string, string, string | undefined];
  if (wanted[2] || wanted[3]) throw withoutRule(node, 'has a weight or bias that depends on the adapter');
  if (
    sizes.rank(skip) !== sizes.rank(x) ||
    sizes.dims(skip).some((size, i) => (size === 1) !== (sizes.dims(x)[i] === 1))
  )
    throw withoutRule(node, 'adds a broadcast tensor');
  const [ofNorm, ofSum] = [gradients[0], gradients[3]];
  let ds = ofSum;
  if (ofNorm !== undefined) {
    const s = node.outputs[3] || sumOf(task, x, skip, bias);
    const through = throughNorm(task, ofNorm, s, weight, node.outputs[0]!);
    ds = ofSum === undefined ? through : writer.emit('Add', [ofSum, through]);
  }
  return [wanted[0] ? ds : undefined, wanted[1] ? ds : undefined];
};

function sumOf({ writer }: Differentiation, x: string, skip: string, bias: string | undefined): string {
  const sum = writer.emit('Add', [x, skip]);
  return bias ? writer.emit('Add', [sum, bias]) : sum;
}

function throughNorm(task: Differentiation, g: string, x: string, weight: string, y: string): string {
  const { node, writer } = task;
  const overLast = writer.ints([-1]);
  const mean = (product: string): string => writer.emit('ReduceMean', [product, overLast], [attr.int('keepdims', 1)]);
  const epsilon = writer.float(floatOf(node, 'epsilon', EPSILON));
  const square = writer.emit('Add', [mean(writer.emit('Mul', [x, x])), epsilon]);
  const pull = writer.emit('Div', [mean(writer.emit('Mul', [g, y])), square]);
  const straight = writer.emit('Div', [writer.emit('Mul', [g, weight]), writer.emit('Sqrt', [square])]);
  return writer.emit('Sub', [straight, writer.emit('Mul', [x, pull])]);
}
