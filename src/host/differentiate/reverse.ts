/**
 * Reverse accumulation over a graph: walks the nodes backwards, asks each operator's rule for the gradients of its
 * inputs, and adds up what arrives at one tensor from several readers. Only tensors that depend on the adapters are
 * differentiated; the host's weights and the token embeddings never get a gradient.
 */
import { HostError } from '../errors.ts';
import type { Graph, Node, TensorProto } from '../onnx/model.ts';
import { FLAT, OPERATOR_RULES } from './rules/registry.ts';
import type { Sizes } from './sizes.ts';
import type { GraphWriter } from '../onnx/writer.ts';

/**
 * Writes the gradients of `roots` and returns their names.
 * @param seeds  gradients that are known: of the tensors the loss was made from
 * Throws HostError `operator-without-rule` naming every operator on the way that has no rule.
 */
export function reverse(
  graph: Graph,
  roots: readonly string[],
  seeds: ReadonlyMap<string, string>,
  sizes: Sizes,
  writer: GraphWriter,
): Map<string, string> {
  const active = dependents(graph, roots);
  const nodes = leadingTo(graph, new Set(seeds.keys())).filter((node) => node.outputs.some((name) => active.has(name)));
  checkRules(nodes);
  const weights = new Map<string, TensorProto>(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const arrived = new Map<string, string[]>([...seeds].map(([tensor, g]) => [tensor, [g]]));
  for (const node of nodes.reverse()) {
    const gradients = node.outputs.map((name) => summed(arrived, name, writer));
    if (gradients.every((g) => g === undefined)) continue;
    const wanted = node.inputs.map((name) => active.has(name));
    const initializer = (name: string): TensorProto | undefined => weights.get(name);
    const found = OPERATOR_RULES[node.opType]!({ node, gradients, wanted, sizes, writer, initializer });
    node.inputs.forEach((name, i) => {
      if (wanted[i] && found[i] !== undefined) arrived.set(name, [...(arrived.get(name) ?? []), found[i]]);
    });
  }
  return new Map(roots.map((root) => [root, gradientOf(root, arrived, writer)]));
}

/** All tensors that change when the roots change. Nodes come in topological order. */
function dependents(graph: Graph, roots: readonly string[]): ReadonlySet<string> {
  const active = new Set(roots);
  for (const node of graph.nodes) {
    if (FLAT.has(node.opType) || !node.inputs.some((name) => active.has(name))) continue;
    for (const name of node.outputs) if (name !== '') active.add(name);
  }
  return active;
}

/** The nodes that some of the tensors are computed from, in the graph's order. */
export function leadingTo(graph: Pick<Graph, 'nodes'>, tensors: ReadonlySet<string>): Node[] {
  const needed = new Set(tensors);
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => name !== '' && needed.has(name))) continue;
    kept.push(node);
    for (const name of node.inputs) if (name !== '') needed.add(name);
  }
  return kept.reverse();
}

function checkRules(nodes: readonly Node[]): void {
  const missing = nodes.filter((node) => !Object.hasOwn(OPERATOR_RULES, node.opType));
  if (missing.length === 0) return;
  const first = new Map<string, Node>();
  for (const node of missing) if (!first.has(node.opType)) first.set(node.opType, node);
  const named = [...first.values()].map((node) => `${node.opType} (${node.name || node.outputs[0]!})`);
  throw new HostError(
    'operator-without-rule',
    `This host cannot be trained: its graph has operators without a rule of differentiation: ${named.join(', ')}.`,
    'Choose another host, or a way of learning that needs forward passes only.',
  );
}

function summed(arrived: ReadonlyMap<string, string[]>, tensor: string, writer: GraphWriter): string | undefined {
  const parts = arrived.get(tensor);
  return parts?.reduce((sum, part) => writer.emit('Add', [sum, part]));
}

function gradientOf(root: string, arrived: ReadonlyMap<string, string[]>, writer: GraphWriter): string {
  const g = summed(arrived, root, writer);
  if (g === undefined) throw new Error(`the loss does not depend on ${root}`);
  return g;
}
