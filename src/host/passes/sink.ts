/**
 * The graph pass that keeps attention on the processor fast. ONNX Runtime 1.30 sends GroupQueryAttention to a flash
 * kernel there, which sizes its blocks by the processor's cache; WebAssembly cannot ask for that size, the blocks become
 * tiny, and attention takes half of all the time. A head sink sends it to the plain kernel. A sink adds e^sink to
 * softmax's denominator, and e^(−10³⁰) is exactly 0, so no number changes its meaning. Measured on the micro host: prefill
 * 1.6 times as fast on wasm, the same in Node.
 */
import { DataType, type Model, type Node, type TensorProto } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import { attribute } from '../onnx/view.ts';

/** Position of `head_sink` among the inputs of com.microsoft.GroupQueryAttention. */
const SINK_INPUT = 11;
const NO_SINK = -1e30;

/**
 * Gives every float32 GroupQueryAttention without a sink one that does nothing; a sink has the type of the queries. Not
 * for WebGPU, which has no such trouble.
 */
export function withPlainAttention(model: Model): Model {
  const sinks = new Map<string, TensorProto>();
  const types = elementTypes(model.graph);
  const nodes = model.graph.nodes.map((node) => {
    const heads = attribute(node, 'num_heads')?.i;
    if (node.opType !== 'GroupQueryAttention' || heads === undefined || node.inputs[SINK_INPUT]) return node;
    if ((types.get(node.inputs[0]!) ?? DataType.float) !== DataType.float) return node;
    const sink = sinkFor(heads);
    sinks.set(sink.name, sink);
    return withInput(node, SINK_INPUT, sink.name);
  });
  return { ...model, graph: { ...model.graph, nodes, initializers: [...model.graph.initializers, ...sinks.values()] } };
}

function sinkFor(heads: number): TensorProto {
  const values = new Float32Array(heads).fill(NO_SINK);
  return { name: `no_sink.${heads}`, dims: [heads], dataType: DataType.float, data: new Uint8Array(values.buffer) };
}

function withInput(node: Node, position: number, name: string): Node {
  const inputs = Array.from({ length: Math.max(position + 1, node.inputs.length) }, (_, i) => node.inputs[i] ?? '');
  inputs[position] = name;
  return { ...node, inputs };
}
