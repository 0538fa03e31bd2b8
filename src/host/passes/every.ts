/**
 * The graph pass that frees the logits of an input such as `num_logits_to_keep`, by which some exporters let their caller
 * cut what the head reads down to the last tokens. Which tokens the head reads is chosen for each row in another pass, so
 * the cut is taken out, and the input with it.
 */
import { HostError } from '../errors.ts';
import { newNode } from '../onnx/edits.ts';
import type { Model, Node } from '../onnx/model.ts';
import { GraphView } from '../onnx/view.ts';

const KEPT = /^(num_)?logits_to_keep$/;
/** What the number passes through on its way to the bounds of the cut. */
const ON_THE_WAY = new Set(['Neg', 'Sub', 'Mul', 'Cast', 'Unsqueeze', 'Reshape', 'Squeeze', 'Identity', 'Concat']);

/**
 * The model with logits for every token; a model without such an input stays the same object.
 * Throws HostError `not-supported` where the number goes elsewhere than into the bounds of a Slice.
 */
export function withEveryLogit(model: Model): Model {
  const { graph } = model;
  const input = graph.inputs.find(({ name }) => KEPT.test(name));
  if (!input) return model;
  const view = new GraphView(graph);
  const passed = new Set<Node>();
  const cuts = new Set<Node>();
  const open = [input.name];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    for (const node of view.consumers(tensor)) {
      if (node.opType === 'Slice' && node.inputs[0] !== tensor) cuts.add(node);
      else if (ON_THE_WAY.has(node.opType)) {
        passed.add(node);
        open.push(...node.outputs);
      } else throw notSupported(input.name, node);
    }
  }
  const nodes = graph.nodes.flatMap((node) => {
    if (passed.has(node)) return [];
    return cuts.has(node) ? [newNode('Identity', [node.inputs[0]!], node.outputs)] : [node];
  });
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const initializers = graph.initializers.filter(({ name }) => read.has(name));
  const inputs = graph.inputs.filter((one) => one !== input);
  return { ...model, graph: { ...graph, nodes, inputs, initializers } };
}

function notSupported(input: string, { opType, name, outputs }: Node): HostError {
  return new HostError(
    'not-supported',
    `This model is not supported, because its ${opType} ${name || outputs[0]!} reads ${input}, which should only say how many logits to give.`,
    'Export it again without that input, or choose another model.',
  );
}
