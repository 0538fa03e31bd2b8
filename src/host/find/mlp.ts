/**
 * The gated MLP of each layer: a product of two branches of which one passes an activation. That branch's linear map is
 * the gate, the other's is up, and the next linear map is down. The two may be one packed map, cut into other columns for
 * each branch. MLPs follow one another in the graph's order, which is the order of their layers.
 */
import type { GraphView } from '../onnx/view.ts';
import type { Node } from '../onnx/model.ts';
import { firstLinearsBehind, followerOf, type AttentionSite, type Source } from './attention.ts';
import type { Columns } from './columns.ts';
import type { Linear } from './linear.ts';

export interface MlpSite {
  /** the product of its two branches */
  node: Node;
  /** the layer of the last attention that it reads from; undefined where there is none */
  after: number | undefined;
  gate: Source;
  up: Source;
  down: Linear;
}

const ACTIVATIONS = new Set(['Sigmoid', 'Gelu', 'FastGelu', 'QuickGelu', 'Silu', 'Swish', 'Erf', 'Tanh', 'Relu']);

/** Finds the gated MLPs, in the graph's order. */
export function findMlps(
  view: GraphView,
  linears: ReadonlyMap<string, Linear>,
  columns: Columns,
  attentions: readonly AttentionSite[],
  fail: (why: string, nodes: readonly Node[]) => never,
): MlpSite[] {
  const taken = new Set(attentions.flatMap(({ q, k, v, o }) => [q.linear, k.linear, v.linear, o]));
  const mlps: MlpSite[] = [];
  for (const node of view.graph.nodes) {
    if (node.opType !== 'Mul' || node.inputs.some((name) => view.isConstant(name))) continue;
    const [left, right] = node.inputs.map((name) => firstLinearsBehind(view, linears, name));
    const [one, other] = [left!.linears[0], right!.linears[0]];
    if (left!.linears.length !== 1 || right!.linears.length !== 1 || !one || !other) continue;
    if (one.input !== other.input || taken.has(one) || taken.has(other)) continue;
    const [leftActive, rightActive] = [left!, right!].map((side) =>
      side.passed.some((step) => ACTIVATIONS.has(step.opType)),
    );
    if (leftActive === rightActive) continue;
    const sources = [one, other].map((linear, i) => ({ linear, columns: columns.behind(node.inputs[i]!, linear) }));
    const [gate, up] = (leftActive ? sources : sources.reverse()) as [Source, Source];
    if (one === other && up.columns.some((column) => gate.columns.includes(column))) continue;
    const after = deepestAttention(view, attentions, one.input);
    mlps.push({ node, after, gate, up, down: followerOf(view, linears, node.outputs[0]!, fail, node) });
  }
  return mlps;
}

function deepestAttention(view: GraphView, attentions: readonly AttentionSite[], tensor: string): number | undefined {
  const layers = new Map(attentions.map(({ o, layer }) => [o.output, layer]));
  let deepest: number | undefined;
  view.walkBack(tensor, (name) => {
    const layer = layers.get(name);
    if (layer !== undefined) deepest = Math.max(deepest ?? -1, layer);
    return layer === undefined;
  });
  return deepest;
}
