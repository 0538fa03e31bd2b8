/**
 * The graph pass that keeps a model to the shorter of two contexts. Some graphs (Phi-3 with LongRoPE) turn positions by
 * another table once the tokens of a batch are more than so many. A row would then be answered otherwise beside a longer
 * one, and keys that it has in its cache would have been turned by the other table. So the table for short texts is the
 * only one, and no text is longer.
 */
import { decodeGraph, type Attribute, type Graph, type Model, type Node } from '../onnx/model.ts';
import { newNode } from '../onnx/edits.ts';
import { attribute, GraphView } from '../onnx/view.ts';
import { fieldsOf } from '../onnx/wire.ts';
import { knownIn } from '../shapes/known.ts';

interface ShortContext {
  model: Model;
  /** the most tokens it may read; Infinity where the graph does not choose by it */
  contextTokens: number;
}

/** The model without a choice by the number of tokens; a model without one stays the same object. */
export function withShortContext(model: Model): ShortContext {
  const { graph } = model;
  const chosen = new Map<Node, Graph>();
  let contextTokens = Infinity;
  for (const node of graph.nodes) {
    if (node.opType !== 'If') continue;
    const most = mostTokens(graph, node.inputs[0]!);
    const short = branchOf(attribute(node, 'else_branch'));
    if (most === undefined || !short) continue;
    chosen.set(node, short);
    contextTokens = Math.min(contextTokens, most);
  }
  if (chosen.size === 0) return { model, contextTokens };
  const nodes = graph.nodes.flatMap((node) => {
    const short = chosen.get(node);
    if (!short) return [node];
    return [...short.nodes, ...node.outputs.map((name, i) => newNode('Identity', [short.outputs[i]!.name], [name]))];
  });
  const initializers = [...graph.initializers, ...[...chosen.values()].flatMap((short) => short.initializers)];
  return { model: { ...model, graph: { ...graph, nodes, initializers } }, contextTokens };
}

/** Up to how many tokens a condition is false that says whether the tokens are more than a constant. */
function mostTokens(graph: Graph, condition: string): number | undefined {
  const view = new GraphView(graph);
  const node = view.producer(condition);
  if (node?.opType !== 'Greater' && node?.opType !== 'GreaterOrEqual') return undefined;
  const [counted, limit] = node.inputs as [string, string];
  const [bound, another] = view.constantInts(limit) ?? [];
  if (bound === undefined || another !== undefined || ![5, 9].every((tokens) => counts(graph, counted, tokens)))
    return undefined;
  return node.opType === 'Greater' ? bound : bound - 1;
}

/** Whether a tensor is the number of tokens of a batch, by an example. */
function counts(graph: Graph, tensor: string, tokens: number): boolean {
  const values = knownIn(graph, { input_ids: [2, tokens], attention_mask: [2, tokens] }).get(tensor)?.values;
  return values?.length === 1 && values[0] === tokens;
}

function branchOf(attribute: Attribute | undefined): Graph | undefined {
  const graph = attribute?.raw && [...fieldsOf(attribute.raw)].find(({ number }) => number === 6);
  return graph && decodeGraph(graph.bytes);
}
