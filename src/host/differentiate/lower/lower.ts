/**
 * A decoder's graph as it is in training: nothing in the cache, attention in operators that have rules. The nodes keep
 * their order and the tensors their names, so everything found in the graph is still there.
 */
import type { Graph, Node, ValueInfo } from '../../onnx/model.ts';
import { withoutRule } from '../rule.ts';
import type { Sizes } from '../sizes.ts';
import { attr, type GraphWriter } from '../writer.ts';
import { lowerAttention } from './attention.ts';

const IDS = 'input_ids';
const PAST = /^past_/;

/** True for a graph input that holds the cache of earlier tokens. */
export function isPast(name: string): boolean {
  return PAST.test(name);
}

/** Writes the graph's nodes, lowered. Throws HostError `operator-without-rule`. */
export function lower(graph: Graph, sizes: Sizes, writer: GraphWriter): void {
  const pasts = new Map(graph.inputs.filter(({ name }) => isPast(name)).map((input) => [input.name, input]));
  for (const node of graph.nodes) {
    if (node.opType === 'GroupQueryAttention') lowerAttention(node, sizes, writer);
    else if (node.inputs.some((name) => pasts.has(name))) writeWithoutPast(node, pasts, writer);
    else writer.keep(node);
  }
}

/** A cache joined to new keys leaves the new keys; the shape of a cache is that of one without tokens. */
function writeWithoutPast(node: Node, pasts: ReadonlyMap<string, ValueInfo>, writer: GraphWriter): void {
  const past = pasts.get(node.inputs.find((name) => pasts.has(name))!)!;
  const rest = node.inputs.filter((name) => !pasts.has(name));
  if (node.opType === 'Concat' && rest.length > 0) {
    writer.keep(
      rest.length > 1 ? { ...node, inputs: rest } : { ...node, opType: 'Identity', inputs: rest, attributes: [] },
    );
    return;
  }
  const [, heads, , size] = past.shape;
  if (node.opType !== 'Shape' || node.attributes.length > 0 || typeof heads !== 'number' || typeof size !== 'number')
    throw withoutRule(node, `reads the cache ${past.name} in a way that is not known here`);
  const rows = writer.emit('Shape', [IDS], [attr.int('start', 0), attr.int('end', 1)]);
  writer.emitInto(node.outputs, 'Concat', [rows, writer.ints([heads, 0, size])], [attr.int('axis', 0)]);
}
