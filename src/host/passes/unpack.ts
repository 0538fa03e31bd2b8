/**
 * The graph passes for packed weights on a processor, whose kernel for them unpacks them anew at every call.
 *
 * Unpacked: the product becomes a plain one with DequantizeLinear of the same bytes, a constant, which the runtime
 * computes when it opens the graph. Nothing is computed here and no byte is copied. (FusedMatMul, because it reads the
 * weight [outputs, inputs] as it lies: a Transpose would be a second copy while the graph is opened.)
 *
 * Rounded: the weights stay packed, and each row's activations are rounded to 8 bits before they are multiplied.
 *
 * Tables that are only looked up in stay packed: of them only the rows that are read are unpacked.
 */
import { DataType, type Model, type Node } from '../onnx/model.ts';
import { raisedNodes, raisedOpsets, raisedRest } from '../onnx/opset.ts';
import { elementTypes } from '../onnx/types.ts';
import { GraphView } from '../onnx/view.ts';
import { attr, GraphWriter, MICROSOFT } from '../onnx/writer.ts';
import { dequantised, packedAs, whyNotDequantised, type Constants } from './dequantise.ts';

const ACCURACY = 'accuracy_level';
/** The accuracy level of MatMulNBits that rounds activations to 8 bits. */
const EIGHT_BITS = 4;

/** Bytes of a model's packed weights in float32, each weight counted once; 0 where none is packed. */
export function unpackedBytes(model: Model): number {
  return unpackedSizes(model).reduce((sum, bytes) => sum + bytes, 0);
}

/** The same, one by one. */
export function unpackedSizes({ graph }: Model): number[] {
  const packed = new PackedWeights(graph);
  const counted = new Map<string, number>();
  for (const node of graph.nodes) {
    if (packed.isProduct(node)) counted.set(node.inputs[1]!, packedAs(node).outputs * packedAs(node).inputs);
    if (node.opType === 'DequantizeLinear' && packed.view.isConstant(node.outputs[0]!))
      counted.set(node.inputs[0]!, product(packed.view.constantShape(node.outputs[0]!) ?? []));
  }
  return [...counted.values()].map((count) => 4 * count);
}

/**
 * The model with plain products in place of packed ones, each tensor keeping its name; weights of a form that is not
 * known stay as they are. A model without packed products stays the same object.
 */
export function withUnpackedWeights(model: Model): Model {
  const packed = new PackedWeights(model.graph);
  if (!model.graph.nodes.some((node) => packed.isProduct(node))) return model;
  const writer = new GraphWriter('unpacked/');
  for (const node of raisedNodes(model, writer)) {
    if (packed.isProduct(node)) writePlainProduct(node, writer, packed);
    else writer.keep(node);
  }
  const read = new Set(writer.nodes.flatMap(({ inputs }) => inputs));
  const wasPacked = new Set(model.graph.nodes.filter((node) => packed.isProduct(node)).flatMap(({ inputs }) => inputs));
  const initializers = [...model.graph.initializers, ...writer.initializers].filter(
    ({ name }) => read.has(name) || !wasPacked.has(name),
  );
  const graph = { ...model.graph, nodes: writer.nodes, initializers };
  return { graph, opsets: raisedOpsets(model), rest: raisedRest(model) };
}

/** The model whose packed products round what they multiply. */
export function withRoundedActivations(model: Model): Model {
  const nodes = model.graph.nodes.map((node) => {
    if (node.opType !== 'MatMulNBits') return node;
    const others = node.attributes.filter(({ name }) => name !== ACCURACY);
    return { ...node, attributes: [...others, attr.int(ACCURACY, EIGHT_BITS)] };
  });
  return { ...model, graph: { ...model.graph, nodes } };
}

function writePlainProduct(node: Node, writer: GraphWriter, packed: PackedWeights): void {
  const [x, weight, , , , bias] = node.inputs as [string, string, ...(string | undefined)[]];
  const plain = writer.once(`weight ${weight}`, () => dequantised(node, writer, packed));
  const product = bias ? [`${node.outputs[0]!}/product`] : node.outputs;
  writer.emitInto(product, 'FusedMatMul', [x, plain], [attr.int('transB', 1)], MICROSOFT);
  if (bias) writer.emitInto(node.outputs, 'Add', [product[0]!, bias]);
}

/** The packed products of a graph whose weight can be unpacked. */
class PackedWeights implements Constants {
  readonly view: GraphView;
  readonly #types: ReadonlyMap<string, number>;

  constructor(graph: Model['graph']) {
    this.view = new GraphView(graph);
    this.#types = elementTypes(graph);
  }

  /** FusedMatMul has no kernel for halves on a processor, so scales must be float32. */
  isProduct(node: Node): boolean {
    if (node.opType !== 'MatMulNBits' || whyNotDequantised(node, this) !== undefined) return false;
    const [, , scale, zeros] = node.inputs as [string, string, string, string | undefined];
    if (this.type(scale) !== DataType.float || !this.view.isConstant(scale)) return false;
    return !zeros || this.view.isConstant(zeros);
  }

  initializer(name: string): ReturnType<GraphView['initializer']> {
    return this.view.initializer(name);
  }

  rank(name: string): number {
    return this.view.constantShape(name)?.length ?? 0;
  }

  type(name: string): number {
    return this.#types.get(name) ?? DataType.float;
  }
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
