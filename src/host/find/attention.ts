/**
 * Where attention happens, and which linear maps feed and follow it. Structure decides, never names: q, k and v are the
 * first linear maps met when walking back from the attention operator's inputs (through rotary embeddings, norms,
 * reshapes and cache concatenations), o is the first one met walking forward. The layer's number is the one in its cache's
 * name, such as `present.N.key`, the only numbering every exporter agrees on.
 */
import { attribute, type GraphView } from '../onnx/view.ts';
import type { Node } from '../onnx/model.ts';
import type { Columns } from './columns.ts';
import type { Linear } from './linear.ts';

/** The linear map that a projection is computed by, alone or packed with others. */
export interface Source {
  linear: Linear;
  /** which of the map's columns are the projection's, ascending */
  columns: readonly number[];
}

export interface AttentionSite {
  layer: number;
  node: Node;
  q: Source;
  k: Source;
  v: Source;
  o: Linear;
}

const FUSED = new Set(['GroupQueryAttention', 'MultiHeadAttention', 'Attention']);

/** Finds all attention sites in layer order. `fail` is called with a sentence and the nodes concerned. */
export function findAttention(
  view: GraphView,
  linears: ReadonlyMap<string, Linear>,
  columns: Columns,
  fail: (why: string, nodes: readonly Node[]) => never,
): AttentionSite[] {
  const sites: AttentionSite[] = [];
  for (const node of view.graph.nodes) {
    const ends = FUSED.has(node.opType) ? fusedEnds(node) : spelledOutEnds(view, node);
    if (!ends) continue;
    const layer = layerOf(view, ends);
    if (layer === undefined) fail('An attention hands on no numbered cache, so its layer is unknown', [node]);
    const [q, k, v] = [ends.q, ends.k, ends.v].map((tensor) => {
      const linear = sourceOf(view, linears, tensor, fail, node);
      return { linear, columns: columns.behind(tensor, linear) };
    }) as [Source, Source, Source];
    const parts = ends.q === ends.k ? packedParts(node, q) : { q, k, v };
    sites.push({ layer, node, ...parts, o: followerOf(view, linears, ends.output, fail, node) });
  }
  return sites.sort((a, b) => a.layer - b.layer);
}

interface Ends {
  q: string;
  k: string;
  v: string;
  output: string;
  /** tensors among which, or behind which, a cache is found that the graph gives out */
  caches: string[];
}

function fusedEnds(node: Node): Ends {
  const q = node.inputs[0]!;
  const [k, v] = [node.inputs[1] || q, node.inputs[2] || q];
  // Keys may be joined to what came before in front of the operator, and then it is they that the graph hands on.
  return { q, k, v, output: node.outputs[0]!, caches: [...node.outputs.slice(1).filter((name) => name !== ''), k, v] };
}

/** q, k and v of an attention that takes them side by side in one tensor. */
function packedParts(node: Node, { linear, columns }: Source): Record<'q' | 'k' | 'v', Source> {
  const [queries, keys] = [attribute(node, 'num_heads')?.i ?? 1, attribute(node, 'kv_num_heads')?.i ?? 1];
  const [first, second] = [queries, queries + keys].map((heads) => (columns.length * heads) / (queries + 2 * keys));
  return {
    q: { linear, columns: columns.slice(0, first) },
    k: { linear, columns: columns.slice(first, second) },
    v: { linear, columns: columns.slice(second) },
  };
}

/** Softmax(q·kᵀ …)·v, spelled out in MatMuls. */
function spelledOutEnds(view: GraphView, softmax: Node): Ends | undefined {
  if (softmax.opType !== 'Softmax') return undefined;
  let product: Node | undefined;
  view.walkForward(softmax.outputs[0]!, (node) => {
    if (node.opType !== 'MatMul') return node.opType === 'Cast' || node.opType === 'Where' || node.opType === 'Dropout';
    product = node;
    return false;
  });
  let scores: Node | undefined;
  view.walkBack(softmax.inputs[0]!, (_tensor, node) => {
    if (node?.opType !== 'MatMul' || node.inputs.some((name) => view.isConstant(name))) return scores === undefined;
    scores ??= node;
    return false;
  });
  if (!product || !scores) return undefined;
  const [q, k, v] = [scores.inputs[0]!, scores.inputs[1]!, product.inputs[1]!];
  return { q, k, v, output: product.outputs[0]!, caches: [v] };
}

/** The number that stands alone in a cache's name: 3 in `present.3.key`, `present_conv.3` and `new_key_3`. */
export function layerNumber(name: string): number | undefined {
  const match = /(?:^|[^a-z0-9])(\d+)(?![a-z0-9])/i.exec(name);
  return match ? Number(match[1]) : undefined;
}

function layerOf(view: GraphView, ends: Ends): number | undefined {
  const outputs = new Set(view.graph.outputs.map((output) => output.name));
  let layer: number | undefined;
  const look = (tensor: string): void => {
    if (outputs.has(tensor)) layer ??= layerNumber(tensor);
    for (const { opType, outputs: made } of view.consumers(tensor))
      if (opType === 'Cast' || opType === 'Identity') look(made[0]!);
  };
  for (const cache of ends.caches) {
    look(cache);
    view.walkBack(cache, (tensor, node) => {
      look(tensor);
      return layer === undefined && node !== undefined && !FUSED.has(node.opType) && node.opType !== 'MatMul';
    });
  }
  return layer;
}

/** The one linear map that a tensor comes from. */
function sourceOf(
  view: GraphView,
  linears: ReadonlyMap<string, Linear>,
  tensor: string,
  fail: (why: string, nodes: readonly Node[]) => never,
  site: Node,
): Linear {
  const found = firstLinearsBehind(view, linears, tensor);
  if (found.linears.length !== 1)
    fail(`An attention input comes from ${found.linears.length} linear maps instead of one`, [site, ...found.passed]);
  return found.linears[0]!;
}

/** The first linear maps met walking back from a tensor, and the nodes passed on the way. */
export function firstLinearsBehind(
  view: GraphView,
  linears: ReadonlyMap<string, Linear>,
  tensor: string,
): { linears: Linear[]; passed: Node[] } {
  const found = new Set<Linear>();
  const passed: Node[] = [];
  view.walkBack(tensor, (name, node) => {
    const linear = linears.get(name);
    if (linear) found.add(linear);
    else if (node) passed.push(node);
    return linear === undefined && !(node !== undefined && FUSED.has(node.opType));
  });
  return { linears: [...found], passed };
}

/** The one linear map that reads a tensor next. */
export function followerOf(
  view: GraphView,
  linears: ReadonlyMap<string, Linear>,
  tensor: string,
  fail: (why: string, nodes: readonly Node[]) => never,
  site: Node,
): Linear {
  const byEntry = new Map<Node, Linear>();
  for (const linear of linears.values()) byEntry.set(linear.entry, linear);
  const found: Linear[] = [];
  const passed: Node[] = [];
  view.walkForward(tensor, (node) => {
    const linear = byEntry.get(node);
    if (linear) found.push(linear);
    else passed.push(node);
    return linear === undefined;
  });
  if (found.length !== 1)
    fail(`A tensor is read next by ${found.length} linear maps instead of one`, [site, ...passed.slice(0, 40)]);
  return found[0]!;
}
