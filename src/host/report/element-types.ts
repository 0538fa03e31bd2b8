/** Which element types a model's file has: in its weights, between its layers, in what goes from step to step, in its logits. */
import type { FoundSite } from '../find/find.ts';
import type { Linear } from '../find/linear.ts';
import type { Node } from '../onnx/model.ts';
import { typeName } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import { attribute, GraphView } from '../onnx/view.ts';
import type { PreparedGraph } from '../session/prepare.ts';

/** Names such as `float16` and `uint4`, each once. */
export interface ElementTypes {
  /** of the linear maps' weights as they lie in the file */
  weights: string[];
  /** of what the projections read */
  activations: string[];
  /** of what goes from one step to the next */
  caches: string[];
  logits: string[];
}

/** The types of a model as its file has them, whatever it is computed in. */
export function elementTypesOf({ trimmed, found, signature }: PreparedGraph): ElementTypes {
  const types = elementTypes(trimmed.graph);
  const view = new GraphView(trimmed.graph);
  const named = (tensor: string): string => {
    const type = types.get(tensor);
    return type === undefined ? 'unknown' : typeName(type);
  };
  const linears = [...found.sites.map(({ linear }: FoundSite) => linear), found.head];
  return {
    weights: once(linears.map((linear) => weightType(view, linear))),
    activations: once(found.sites.map(({ linear }) => named(linear.input))),
    caches: once(signature.caches.map(({ type }) => type)),
    logits: [named('logits')],
  };
}

function once(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** The type of the largest constant that a linear map reads; for bytes that hold several numbers, of these. */
function weightType(view: GraphView, linear: Linear): string {
  const product = productOf(view, linear);
  if (product.opType === 'MatMulNBits') return `uint${attribute(product, 'bits')?.i ?? 4}`;
  let [largest, type] = [0, 'unknown'];
  const open = [...product.inputs];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    if (tensor === '' || !view.isConstant(tensor)) continue;
    const held = view.constantTensor(tensor);
    const size = held?.dims.reduce((count, dim) => count * dim, 1) ?? 0;
    if (held && size > largest) [largest, type] = [size, typeName(held.dataType)];
    open.push(...(view.producer(tensor)?.inputs ?? []));
  }
  return type;
}

/** The node that multiplies: the map's first, or behind a quantiser the one before the scales. */
function productOf(view: GraphView, { entry, input }: Linear): Node {
  if (entry.opType !== 'DynamicQuantizeLinear') return entry;
  const products = view.consumers(entry.outputs[0] ?? input).filter(({ opType }) => opType === 'MatMulInteger');
  return products[0] ?? entry;
}
