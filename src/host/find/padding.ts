/**
 * How prompts of different length may share a batch, as the graph says it. GroupQueryAttention takes a row's length from
 * its input `seqlens_k`: where that is the sum of the mask, keys lie at the row's front and padding must be on the right;
 * where it is the same for all rows, padding is left to a bias and must be on the left, so that the newest token is the
 * last. Attention that is spelled out takes the mask slot by slot and bears both. What carries a state from token to
 * token without looking at the mask, as convolutions do, bears none.
 */
import type { Graph, Node } from '../onnx/model.ts';
import { GraphView } from '../onnx/view.ts';

/**
 * Where the padding of a batch's shorter prompts may be. `either`: on both sides; `equal`: nowhere, so only prompts of one
 * length are answered together.
 */
export type Padding = 'right' | 'left' | 'either' | 'equal';

const MASK = 'attention_mask';
const POSITIONS = 'position_ids';
/** Places of com.microsoft.GroupQueryAttention's inputs. */
const GROUPED = { lengths: 5, bias: 10 } as const;
/** Where other attention operators have their masks and biases, both domains' `Attention` at once. */
const MASK_PLACES: Readonly<Record<string, readonly number[]>> = {
  Attention: [3, 5],
  MultiHeadAttention: [4, 5],
  Softmax: [0],
};

/** Operators that round what they read by one scale for all of it, rows together. */
const SHARED_SCALES = new Set(['DynamicQuantizeLinear', 'DynamicQuantizeMatMul']);

/** Whether a row's answer depends on what is computed with it, so that each row must be computed alone. */
export function needsRowsAlone({ nodes }: Graph): boolean {
  return nodes.some(({ opType }) => SHARED_SCALES.has(opType));
}

/**
 * Reads the padding off a bare decoder graph.
 * @param hasStates  whether something other than a cache of tokens goes from step to step
 */
export function paddingOf(graph: Graph, hasStates: boolean): Padding {
  if (hasStates || needsRowsAlone(graph)) return 'equal';
  const view = new GraphView(graph);
  const bySlot = ownPositions(view) ? 'either' : 'left';
  const found = new Set<Padding>();
  for (const node of graph.nodes) {
    if (node.opType === 'GroupQueryAttention') found.add(groupedPadding(view, node));
    else if (MASK_PLACES[node.opType]?.some((place) => readsMask(view, node.inputs[place]))) found.add(bySlot);
  }
  const [first, another] = found;
  return first === undefined || another !== undefined ? 'equal' : first;
}

function groupedPadding(view: GraphView, node: Node): Padding {
  if (readsMask(view, node.inputs[GROUPED.lengths])) return 'right';
  return readsMask(view, node.inputs[GROUPED.bias]) ? 'left' : 'equal';
}

/** Whether a token's position follows from its row and not from its slot. */
function ownPositions(view: GraphView): boolean {
  if (view.graph.inputs.some(({ name }) => name === POSITIONS)) return true;
  return view.graph.nodes.some(({ opType, inputs }) => opType === 'CumSum' && readsMask(view, inputs[0]));
}

/** Whether the mask's values, not just its shape, reach a tensor without passing through the layers. */
function readsMask(view: GraphView, tensor: string | undefined): boolean {
  if (!tensor) return false;
  let reached = false;
  view.walkBack(tensor, (name, node) => {
    reached ||= name === MASK;
    return !reached && node?.opType !== 'MatMul';
  });
  return reached;
}
