/**
 * What is known of every tensor of a graph in one example of the free sizes: exported graphs compute their shapes
 * themselves (Shape, Gather, Concat, Reshape …), and this runs that arithmetic.
 */
import { HostError } from '../errors.ts';
import { attribute } from '../onnx/view.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { constantOfNode, smallValues } from './constants.ts';
import { infer } from './infer.ts';
import type { Known } from './operator.ts';

/** Shapes of the graph's inputs in an example, by name. */
export type ExampleInputs = Readonly<Record<string, readonly number[]>>;

/** What is known of every tensor of a graph in one example; of an operator that is not listed in infer.ts nothing. */
export function knownIn(graph: Graph, example: ExampleInputs): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const tensor of graph.initializers) {
    const values = smallValues(tensor);
    known.set(tensor.name, { shape: tensor.dims, type: tensor.dataType, ...(values ? { values } : {}) });
  }
  for (const { name, elementType } of graph.inputs) {
    const shape = example[name];
    if (shape) known.set(name, { shape, type: elementType });
  }
  for (const node of graph.nodes) {
    const outputs = node.opType === 'Constant' ? [constantOfNode(node)] : inferNode(node, known);
    node.outputs.forEach((name, i) => {
      const output = outputs[i];
      if (name !== '' && output) known.set(name, output);
    });
  }
  return known;
}

function inferNode(node: Node, known: ReadonlyMap<string, Known>): readonly (Known | undefined)[] {
  const inputs = node.inputs.map((name) => known.get(name));
  const incomplete = node.inputs.some((name, i) => name !== '' && !inputs[i]);
  if (incomplete) return [];
  try {
    return infer(node, inputs as readonly Known[], (name) => attribute(node, name));
  } catch (cause) {
    throw new HostError(
      'host-damaged',
      `The graph contradicts itself: its ${node.opType} ${node.name || node.outputs[0]!} lacks something that it needs, or has it in another shape.`,
      'Download or copy the host again; if it was exported so, export it another way.',
      { cause },
    );
  }
}
