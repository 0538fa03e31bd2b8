/**
 * The graph pass that lets tokens keep their row. Some exporters write a linear map over all tokens of all rows at once:
 * Reshape to [rows · tokens, inputs], Gemm or MatMul, Reshape back. There no row could have an adapter of its own and no
 * token be chosen, so each of these becomes one MatMul over [rows, tokens, inputs].
 */
import { HostError } from '../errors.ts';
import { newNode } from '../onnx/edits.ts';
import { DataType, type Model, type Node, type TensorProto } from '../onnx/model.ts';
import { attribute, GraphView } from '../onnx/view.ts';

/** A linear map between two Reshapes. */
interface FlatLinear {
  product: Node;
  back: Node;
  /** what the first Reshape reads, [rows, tokens, ...] */
  input: string;
  inputs: number;
}

/**
 * The model with its flat linear maps as MatMuls; a model without any stays the same object.
 * Throws HostError `not-supported` for a Gemm among them that does more than multiply and add.
 */
export function withoutFlatLinears(model: Model): Model {
  const { graph } = model;
  const view = new GraphView(graph);
  const kept = new Set(graph.outputs.map(({ name }) => name));
  const flat = graph.nodes.flatMap((node) => (kept.has(node.outputs[0] ?? '') ? [] : (flatLinear(view, node) ?? [])));
  if (flat.length === 0) return model;
  const replaced = new Map<Node, Node[]>(flat.map(({ product }) => [product, []]));
  // What reads one tensor goes on reading one tensor: maps side by side are known by that.
  const firsts = new Map<string, FlatLinear>();
  for (const linear of flat) {
    const tokens = tokensOf(linear);
    replaced.set(linear.back, [...(firsts.has(tokens) ? [] : [inTokens(linear)]), ...multiplied(linear)]);
    if (!firsts.has(tokens)) firsts.set(tokens, linear);
  }
  const nodes = graph.nodes.flatMap((node) => replaced.get(node) ?? [node]);
  const initializers = [...graph.initializers, ...[...firsts.values()].map(rowShape)];
  return { ...model, graph: { ...graph, nodes, initializers } };
}

function flatLinear(view: GraphView, product: Node): FlatLinear | undefined {
  const [input, weight] = product.inputs;
  const isGemm = product.opType === 'Gemm';
  if ((!isGemm && product.opType !== 'MatMul') || input === undefined || !view.isConstant(weight ?? ''))
    return undefined;
  const shape = view.constantShape(weight!);
  const flattened = view.producer(input);
  const [back, another] = view.consumers(product.outputs[0]!);
  if (flattened?.opType !== 'Reshape' || back?.opType !== 'Reshape' || another || shape?.length !== 2) return undefined;
  // A Gemm reads nothing but matrices; a MatMul may.
  if (!isGemm && view.constantInts(flattened.inputs[1] ?? '')?.length !== 2) return undefined;
  const turned = isGemm && attribute(product, 'transB')?.i === 1;
  const [inputs, outputs] = turned ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
  if (!restoresTokens(view, back, outputs)) return undefined;
  if (isGemm) checkGemm(product);
  return { product, back, input: flattened.inputs[0]!, inputs };
}

/** Whether a Reshape makes [rows, tokens, outputs]: by its constant shape, the end of a computed one, or what is declared. */
function restoresTokens(view: GraphView, back: Node, outputs: number): boolean {
  const shape = back.inputs[1] ?? '';
  const known = view.constantInts(shape);
  if (known) return known.length === 3 && (known[2] === outputs || known[2] === -1);
  const declared = view.graph.outputs.find(({ name }) => name === back.outputs[0])?.shape;
  if (declared && declared.length > 0) return declared.length === 3;
  const joined = view.producer(shape);
  return joined?.opType === 'Concat' && view.constantInts(joined.inputs.at(-1)!)?.at(-1) === outputs;
}

function checkGemm(gemm: Node): void {
  const alpha = attribute(gemm, 'alpha')?.f ?? 1;
  const beta = attribute(gemm, 'beta')?.f ?? 1;
  const scalesBias = beta !== 1 && (gemm.inputs[2] ?? '') !== '';
  if (alpha === 1 && !scalesBias && (attribute(gemm, 'transA')?.i ?? 0) === 0) return;
  throw new HostError(
    'not-supported',
    `This model is not supported, because its Gemm ${gemm.name || gemm.outputs[0]!} scales or turns what it multiplies.`,
    'Export it again with plain linear layers, or choose another model.',
  );
}

/** The name of a linear map's input as [rows, tokens, inputs]. */
function tokensOf({ input, inputs }: FlatLinear): string {
  return `${input}/tokens.${inputs}`;
}

function inTokens(linear: FlatLinear): Node {
  return newNode('Reshape', [linear.input, rowShape(linear).name], [tokensOf(linear)]);
}

/** [0, 0, inputs]: rows and tokens as they are. */
function rowShape(linear: FlatLinear): TensorProto {
  const data = new Uint8Array(BigInt64Array.of(0n, 0n, BigInt(linear.inputs)).buffer);
  return { name: `${tokensOf(linear)}/shape`, dims: [3], dataType: DataType.int64, data };
}

/** The nodes that multiply and add, in order; they end in the tensor that the last Reshape made. */
function multiplied(linear: FlatLinear): Node[] {
  const { product, back } = linear;
  const output = back.outputs[0]!;
  const [weight, bias] = [product.inputs[1]!, product.inputs[2] ?? ''];
  const turned = attribute(product, 'transB')?.i === 1;
  const turn = newNode('Transpose', [weight], [`${output}/weight`], [{ name: 'perm', ints: [1, 0] }]);
  const sum = bias === '' ? output : `${output}/product`;
  const multiply = newNode('MatMul', [tokensOf(linear), turned ? turn.outputs[0]! : weight], [sum]);
  const add = newNode('Add', [sum, bias], [output]);
  return [...(turned ? [turn] : []), multiply, ...(bias === '' ? [] : [add])];
}
