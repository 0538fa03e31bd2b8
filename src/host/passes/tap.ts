/**
 * The graph pass for learning without gradients: it lets an exploratory offset ξ into the adapters' bottlenecks,
 * h = xA + ξ, and hands out what the adapters read, x, pooled over a step's tokens. A rule that rewards ξ ⊗ x needs no
 * more (Legenstein, Chase, Schwartz and Maass 2010, doi:10.1523/JNEUROSCI.4284-09.2010).
 *
 * Pooling is one product of token weights with x, so which tokens count, and how much, is fed and not built in. All of a
 * step's pools leave as one tensor. An adapter's pooled output needs no output of its own: being linear, it is
 * (pool·A + ξ·Σ weights)·B, see tap/reading.ts.
 *
 * Pure: a model goes in, another comes out.
 */
import type { GraftGroup } from './graft.ts';
import { LAST_INDEX } from './last.ts';
import { Edits, newNode } from '../onnx/edits.ts';
import { DataType, type Model } from '../onnx/model.ts';
import { GraphView } from '../onnx/view.ts';

/** float32 [rows, 1, tokens]: how much each token of the step counts in a pool; 0 for padding. */
export const TOKEN_WEIGHTS = 'tap.weights';
/** float32 [rows, 1, 1]: the same for sites that see only each row's last token. */
export const LAST_WEIGHT = 'tap.last_weight';
/** float32 [rows, 1, Σ inputs]: the pools of all groups side by side, behind them those that see only each row's last token. */
export const POOLS_OUTPUT = 'tap.pools';

/** What is tapped of one group of sites that read the same tensor. */
export interface TappedGroup {
  group: GraftGroup;
  /** float32 [rows, 1, sites · rank], columns as those of the group's A */
  offsetInput: string;
  /** true where the graph computes these sites for each row's last token only */
  lastOnly: boolean;
  /** its first column in `tap.pools` */
  column: number;
}

export interface Tapped {
  model: Model;
  /** in the order of their columns */
  groups: TappedGroup[];
  /** columns of `tap.pools` */
  width: number;
  /** the first of them that belongs to a group of last tokens only; `width` where there is none */
  lastFrom: number;
}

/** Taps a grafted graph at all of its groups. @param grafted  what `graft` made, after `lastTokenOnly` or not */
export function tap(grafted: Model, groups: readonly GraftGroup[]): Tapped {
  const view = new GraphView(grafted.graph);
  const edits = new Edits(grafted);
  const found = groups.map((group) => tapGroup(edits, view, group));
  const ordered = [...found.filter(({ lastOnly }) => !lastOnly), ...found.filter(({ lastOnly }) => lastOnly)];
  let width = 0;
  const tapped = ordered.map((one): TappedGroup => {
    const column = width;
    width += one.group.inputs;
    return { ...one, column };
  });
  const lastFrom = tapped.find(({ lastOnly }) => lastOnly)?.column ?? width;
  edits.addInput(TOKEN_WEIGHTS, DataType.float, ['batch_size', 1, 'sequence_length']);
  if (lastFrom < width) edits.addInput(LAST_WEIGHT, DataType.float, ['batch_size', 1, 1]);
  const pools = tapped.map(({ group }) => poolName(group));
  edits.add(newNode('Concat', pools, [POOLS_OUTPUT], [{ name: 'axis', i: -1 }]));
  const model = edits.apply();
  const output = { name: POOLS_OUTPUT, elementType: DataType.float, shape: ['batch_size', 1, width] };
  return {
    model: { ...model, graph: { ...model.graph, outputs: [...model.graph.outputs, output] } },
    groups: tapped,
    width,
    lastFrom,
  };
}

function tapGroup(edits: Edits, view: GraphView, group: GraftGroup): Omit<TappedGroup, 'column'> {
  const bottleneck = `${group.aInput}/product`;
  const x = view.producer(bottleneck)?.inputs[0];
  if (x === undefined) throw new RangeError(`the graph is not grafted at ${group.aInput}`);
  const offsetInput = `${group.aInput}.offset`;
  edits.addInput(offsetInput, DataType.float, ['batch_size', 1, `${group.aInput}.width`]);
  edits.renameOutput(bottleneck, `${bottleneck}/silent`);
  edits.add(newNode('Add', [`${bottleneck}/silent`, offsetInput], [bottleneck]));
  const lastOnly = seesLastOnly(view, x);
  edits.add(newNode('MatMul', [lastOnly ? LAST_WEIGHT : TOKEN_WEIGHTS, x], [poolName(group)]));
  return { group, offsetInput, lastOnly };
}

function poolName({ aInput }: GraftGroup): string {
  return `${aInput}/pool`;
}

/** Whether a tensor lies behind the choice of each row's last token. */
function seesLastOnly(view: GraphView, tensor: string): boolean {
  let behind = false;
  view.walkBack(tensor, (name) => {
    behind ||= name === LAST_INDEX;
    return !behind;
  });
  return behind;
}
