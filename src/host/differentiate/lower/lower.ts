/**
 * A decoder's graph as it is in training: nothing in the cache, attention and convolutions in operators that have rules.
 * The nodes keep their order and the tensors their names, so everything found in the graph is still there.
 */
import type { CacheInput } from '../../files/caches.ts';
import type { Graph, Node } from '../../onnx/model.ts';
import { attribute } from '../../onnx/view.ts';
import { withoutRule } from '../rule.ts';
import type { Sizes } from '../sizes.ts';
import { attr, type GraphWriter } from '../../onnx/writer.ts';
import { lowerAttention } from './attention.ts';
import { asOnnxAttention, lowerOnnxAttention } from './onnx-attention.ts';
import { lowerConvolution } from './convolution.ts';

const IDS = 'input_ids';
/** What makes of a cache the same cache. */
const SAME = new Set(['Cast', 'Identity']);

/**
 * Writes the graph's nodes, lowered.
 * @param pasts  the inputs that hold what came before; in training that is nothing
 * Throws HostError `operator-without-rule`.
 */
export function lower(graph: Graph, pasts: readonly CacheInput[], sizes: Sizes, writer: GraphWriter): void {
  const states = new Set(pasts.flatMap(({ past, tokenAxis }) => (tokenAxis === null ? [past] : [])));
  const caches = new Map(pasts.flatMap((one) => (states.has(one.past) ? [] : [[one.past, one] as const])));
  for (const one of pasts)
    if (states.has(one.past)) writer.emitInto([one.past], 'Expand', [writer.float(0), shapeOf(one, writer)]);
  for (const node of graph.nodes) {
    const attention = asOnnxAttention(node);
    if (attention) lowerOnnxAttention(attention, caches, sizes, writer);
    else if (node.opType === 'GroupQueryAttention') lowerAttention(node, sizes, writer);
    else if (node.opType === 'CausalConvWithState') lowerConvolution(node, states, sizes, writer);
    else if (SAME.has(node.opType) && caches.has(node.inputs[0]!))
      caches.set(node.outputs[0]!, caches.get(node.inputs[0]!)!);
    else if (node.inputs.some((name) => caches.has(name))) writeWithoutPast(node, caches, writer);
    else writer.keep(node);
  }
}

/** A cache joined to new keys leaves the new keys; the shape of a cache is that of one without tokens. */
function writeWithoutPast(node: Node, caches: ReadonlyMap<string, CacheInput>, writer: GraphWriter): void {
  const cache = caches.get(node.inputs.find((name) => caches.has(name))!)!;
  const rest = node.inputs.filter((name) => !caches.has(name));
  if (node.opType === 'Concat' && rest.length > 0) {
    writer.keep(
      rest.length > 1 ? { ...node, inputs: rest } : { ...node, opType: 'Identity', inputs: rest, attributes: [] },
    );
    return;
  }
  if (node.opType !== 'Shape') throw withoutRule(node, `reads the cache ${cache.past} in a way that is not known here`);
  const [from, to] = [attribute(node, 'start')?.i ?? 0, attribute(node, 'end')?.i ?? cache.rowShape.length + 1];
  writer.emitInto(node.outputs, 'Slice', [shapeOf(cache, writer), writer.ints([from]), writer.ints([to])]);
}

/** The shape of what came before the first token: rows, and one row's sizes. */
function shapeOf({ rowShape }: CacheInput, writer: GraphWriter): string {
  const rows = writer.once('rows', () => writer.emit('Shape', [IDS], [attr.int('start', 0), attr.int('end', 1)]));
  return writer.emit('Concat', [rows, writer.ints(rowShape)], [attr.int('axis', 0)]);
}
