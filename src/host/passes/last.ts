/**
 * The graph pass that leaves out what nobody reads. Only the logits at each row's last token choose the next one, so
 * behind the last attention (which still needs every token's key and value) everything is computed for that token only:
 * the last layer's output projection and MLP, the final norm and the head. On four layers this saves a fifth of the
 * prefill. Where the graph behind the last attention is not token-wise, only the head is cut.
 *
 * The choice is a new input `last_index`, so right padding costs nothing and rows may have any length.
 *
 * A second pass hands out what the head reads of that token: the host's embedding of the prompt.
 */
import type { Found } from '../find/find.ts';
import type { Linear } from '../find/linear.ts';
import { Edits, newNode } from '../onnx/edits.ts';
import { DataType, type Model, type Node } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import { GraphView } from '../onnx/view.ts';
import { asFloat32 } from './precision.ts';

/** int64 [rows, 1, 1]: the index of each row's last valid token among this step's tokens. */
export const LAST_INDEX = 'last_index';

/** float32 [rows, 1, hidden]: the final hidden state of each row's last token, normalised, as the head reads it. */
export const LAST_HIDDEN = 'last_hidden';

/** Operators that treat every token by itself, as long as they normalise over the last axis. */
const TOKENWISE = new Set(
  `MatMul MatMulNBits MatMulBnb4 Add Sub Mul Div Pow Sqrt Reciprocal Neg Clip Cast Identity ReduceMean Sigmoid Tanh Erf Gelu FastGelu
   QuickGelu Silu Swish Relu SimplifiedLayerNormalization SkipSimplifiedLayerNormalization LayerNormalization
   SkipLayerNormalization RMSNormalization`.split(/\s+/),
);

/** Adds the `last_index` input; logits become [rows, 1, vocabulary]. Returns the new model and the sites in it. */
export function lastTokenOnly(model: Model, found: Found): { model: Model; found: Found } {
  const view = new GraphView(model.graph);
  const lastOutput = found.sites.findLast(({ projection }) => projection === 'o');
  const region = (lastOutput && tokenwiseRegion(view, lastOutput.linear.input)) ?? new Set<Node>([found.head.entry]);
  const chosen = new Map<string, string>();
  const edits = new Edits(model);
  edits.addInput(LAST_INDEX, DataType.int64, ['batch_size', 1, 1]);
  for (const node of region) {
    for (const name of view.activationInputs(node)) {
      const producer = view.producer(name);
      if (producer && region.has(producer)) continue;
      if (!chosen.has(name)) edits.add(gather(name, `${name}/last`));
      chosen.set(name, `${name}/last`);
      edits.renameInput(node, name, `${name}/last`);
    }
  }
  edits.reshapeOutput('logits', (shape) => [shape[0] ?? 'batch_size', 1, ...shape.slice(2)]);
  return { model: edits.apply(), found: renamed(found, region, chosen) };
}

/** Adds the output `last_hidden`. @param found  the sites in the model, which `lastTokenOnly` has made */
export function withLastHidden(model: Model, found: Found): Model {
  const edits = new Edits(model);
  const hidden = asFloat32(edits, elementTypes(model.graph), found.head.input, `${LAST_HIDDEN}/float`);
  edits.add(newNode('Identity', [hidden], [LAST_HIDDEN]));
  const { graph, ...rest } = edits.apply();
  const output = { name: LAST_HIDDEN, elementType: DataType.float, shape: ['batch_size', 1, found.head.inputs] };
  return { ...rest, graph: { ...graph, outputs: [...graph.outputs, output] } };
}

function gather(from: string, to: string): Node {
  return newNode('GatherND', [from, LAST_INDEX], [to], [{ name: 'batch_dims', i: 1 }]);
}

/** All nodes behind a tensor, if every one of them treats tokens by themselves. */
function tokenwiseRegion(view: GraphView, from: string): Set<Node> | undefined {
  const region = new Set<Node>();
  let tokenwise = true;
  view.walkForward(from, (node) => {
    region.add(node);
    tokenwise &&= TOKENWISE.has(node.opType);
    return tokenwise;
  });
  return tokenwise ? region : undefined;
}

/** The found sites, reading the chosen token where they now do. */
function renamed(found: Found, region: ReadonlySet<Node>, chosen: ReadonlyMap<string, string>): Found {
  const changed = new Map<Linear, Linear>();
  const current = (linear: Linear): Linear => {
    const known = changed.get(linear);
    const input = region.has(linear.entry) ? (chosen.get(linear.input) ?? linear.input) : linear.input;
    const now = known ?? { ...linear, input };
    changed.set(linear, now);
    return now;
  };
  return {
    ...found,
    head: current(found.head),
    sites: found.sites.map((site) => ({ ...site, linear: current(site.linear) })),
  };
}
