/**
 * The graph pass that gives logits for every token. Some exporters let their caller cut what the head reads down to the
 * last tokens by an input such as `num_logits_to_keep`; others always cut it down to the last one. Which tokens the head
 * reads is chosen for each row in another pass, so the cut is taken out, and the input with it.
 */
import { HostError } from '../errors.ts';
import { newNode } from '../onnx/edits.ts';
import type { Graph, Model, Node } from '../onnx/model.ts';
import { attribute, GraphView } from '../onnx/view.ts';

const KEPT = /^(num_)?logits_to_keep$/;
/** What the number passes through on its way to the bounds of the cut. */
const ON_THE_WAY = new Set(['Neg', 'Sub', 'Mul', 'Cast', 'Unsqueeze', 'Reshape', 'Squeeze', 'Identity', 'Concat']);

/**
 * The model with logits for every token; a model without such a cut stays the same object.
 * Throws HostError `not-supported` where the number goes elsewhere than into the bounds of a Slice.
 */
export function withEveryLogit(model: Model): Model {
  return withoutLastOnly(withoutKept(model));
}

function withoutKept(model: Model): Model {
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

/** What may stand between the last norm and the logits beside the head and the cut. */
const BEFORE_LOGITS = new Set(['Cast', 'Identity', 'Mul', 'Div', 'Tanh', 'Add', 'Unsqueeze']);
const HEADS = new Set(['MatMul', 'MatMulNBits', 'MatMulBnb4']);

/** The model without a choice of the last token between its last norm and its logits. */
function withoutLastOnly(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  let node = view.producer('logits');
  let restored: Node | undefined;
  while (node && (BEFORE_LOGITS.has(node.opType) || HEADS.has(node.opType))) {
    if (node.opType === 'Unsqueeze') restored = node;
    node = view.producer(node.inputs.find((name) => name !== '' && !view.isConstant(name)) ?? '');
  }
  if (!node || !keepsLast(view, node)) return model;
  const cut = node;
  const nodes = graph.nodes.map((one) =>
    one === cut || one === restored ? newNode('Identity', [one.inputs[0]!], one.outputs) : one,
  );
  return { ...model, graph: { ...graph, nodes, outputs: graph.outputs.map(ofAllTokens) } };
}

/** Whether a node keeps of [rows, tokens, hidden] the last token only. */
function keepsLast(view: GraphView, node: Node): boolean {
  const [first, ...others] = view.constantInts(node.inputs[1] ?? '') ?? [];
  if (first !== -1 || others.length > 0) return false;
  if (node.opType === 'Gather') return attribute(node, 'axis')?.i === 1;
  if (node.opType !== 'Slice') return false;
  const [end] = view.constantInts(node.inputs[2] ?? '') ?? [];
  const [axis] = view.constantInts(node.inputs[3] ?? '') ?? [];
  return end !== undefined && end > 1e6 && (axis === 1 || axis === -2);
}

function ofAllTokens(output: Graph['outputs'][number]): Graph['outputs'][number] {
  const { name, elementType, shape } = output;
  if (name !== 'logits') return output;
  return { name, elementType, shape: [shape[0] ?? 'batch_size', 'sequence_length', shape.at(-1) ?? ''] };
}

function notSupported(input: string, { opType, name, outputs }: Node): HostError {
  return new HostError(
    'not-supported',
    `This model is not supported, because its ${opType} ${name || outputs[0]!} reads ${input}, which should only say how many logits to give.`,
    'Export it again without that input, or choose another model.',
  );
}
