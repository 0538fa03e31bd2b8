/**
 * A linear map y = x·W in a decoder graph, whatever its weights look like. An adapter's branch needs only x and y, so
 * every spelling becomes the same record: the float tensor that goes in, the float tensor that comes out, and the sizes.
 * Patterns: host-graph families of onnxruntime-genai, optimum and the ORT quantisers.
 */
import { attribute, type GraphView } from '../onnx/view.ts';
import type { Node } from '../onnx/model.ts';

export interface Linear {
  /** the node that reads the float input: a MatMul of some kind, or the quantiser in front of one */
  entry: Node;
  /** the node that makes the float output */
  exit: Node;
  input: string;
  output: string;
  inputs: number;
  outputs: number;
}

/** Every linear map of the graph with constant weights, by the name of its output tensor. */
export function findLinears(view: GraphView): Map<string, Linear> {
  const linears = new Map<string, Linear>();
  for (const node of view.graph.nodes) {
    const linear = plainMatMul(view, node) ?? blockQuantised(node) ?? dynamicallyQuantised(view, node);
    if (linear) linears.set(linear.output, linear);
  }
  return linears;
}

/** MatMul with a constant matrix, transposed or dequantised on the way or not. W [inputs, outputs]. */
function plainMatMul(view: GraphView, node: Node): Linear | undefined {
  const [input, weight] = node.inputs;
  if (node.opType !== 'MatMul' || !input || !weight || view.isConstant(input) || !view.isConstant(weight))
    return undefined;
  const shape = view.constantShape(weight);
  if (shape?.length !== 2) return undefined;
  return { entry: node, exit: node, input, output: node.outputs[0]!, inputs: shape[0]!, outputs: shape[1]! };
}

const IN_BLOCKS = new Set(['MatMulNBits', 'MatMulBnb4']);

/** com.microsoft MatMulNBits and MatMulBnb4: sizes in attributes K and N. */
function blockQuantised(node: Node): Linear | undefined {
  if (!IN_BLOCKS.has(node.opType)) return undefined;
  const [inputs, outputs] = [attribute(node, 'K')?.i, attribute(node, 'N')?.i];
  if (inputs === undefined || outputs === undefined) return undefined;
  return { entry: node, exit: node, input: node.inputs[0]!, output: node.outputs[0]!, inputs, outputs };
}

/** DynamicQuantizeLinear → MatMulInteger → Cast → Mul by the scales. The branch joins the floats before and after. */
function dynamicallyQuantised(view: GraphView, node: Node): Linear | undefined {
  if (node.opType !== 'MatMulInteger') return undefined;
  const quantiser = view.producer(node.inputs[0] ?? '');
  const shape = view.constantShape(node.inputs[1] ?? '');
  const cast = onlyReader(view, node, 'Cast');
  const scaled = cast && onlyReader(view, cast, 'Mul');
  if (quantiser?.opType !== 'DynamicQuantizeLinear' || shape?.length !== 2 || !scaled) return undefined;
  return {
    entry: quantiser,
    exit: scaled,
    input: quantiser.inputs[0]!,
    output: scaled.outputs[0]!,
    inputs: shape[0]!,
    outputs: shape[1]!,
  };
}

function onlyReader(view: GraphView, node: Node, opType: string): Node | undefined {
  const readers = view.consumers(node.outputs[0]!);
  return readers.length === 1 && readers[0]!.opType === opType ? readers[0] : undefined;
}
