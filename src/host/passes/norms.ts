/**
 * The graph pass that takes the norms of queries and keys out of the attention. Newer exporters hand their weights to
 * com.microsoft.GroupQueryAttention, a form for which ONNX Runtime has kernels on graphics devices only. Here each
 * becomes a norm per head in front of it, which is what the form means.
 */
import { newNode } from '../onnx/edits.ts';
import { DataType, type Attribute, type Model, type Node, type TensorProto } from '../onnx/model.ts';
import { attribute, GraphView } from '../onnx/view.ts';

/** Positions among the inputs of GroupQueryAttention. */
const Q_NORM = 14;
const K_NORM = 15;
const EPSILON = 'qk_norm_epsilon';

/** The model with norms of their own; a model whose attentions have none inside stays the same object. */
export function withSeparateNorms(model: Model): Model {
  const view = new GraphView(model.graph);
  const constants: TensorProto[] = [];
  const nodes = model.graph.nodes.flatMap((node) =>
    node.opType === 'GroupQueryAttention' && node.inputs[Q_NORM] ? separated(node, view, constants) : [node],
  );
  if (nodes.length === model.graph.nodes.length) return model;
  return { ...model, graph: { ...model.graph, nodes, initializers: [...model.graph.initializers, ...constants] } };
}

function separated(node: Node, view: GraphView, constants: TensorProto[]): Node[] {
  const prefix = `${node.outputs[0]!}/separate`;
  const [queryWeight, keyWeight] = [node.inputs[Q_NORM]!, node.inputs[K_NORM]!];
  const [queries, keys] = [attribute(node, 'num_heads')!.i!, attribute(node, 'kv_num_heads')!.i!];
  const size = view.constantShape(queryWeight)![0]!;
  const ints = (what: string, values: readonly number[]): string => {
    const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    const name = `${prefix}/${what}`;
    constants.push({ name, dims: [values.length], dataType: DataType.int64, data });
    return name;
  };
  const norm: Attribute[] = [
    { name: 'axis', i: -1 },
    { name: 'epsilon', f: attribute(node, EPSILON)?.f ?? 1e-6 },
  ];
  const byHead = (x: string, weight: string, heads: number, what: string): Node[] => {
    const [apart, normed, output] = ['apart', 'normed', 'output'].map((part) => `${prefix}/${what}/${part}`) as [
      string,
      string,
      string,
    ];
    return [
      newNode('Reshape', [x, ints(`${what}/heads`, [0, 0, heads, size])], [apart]),
      newNode('SimplifiedLayerNormalization', [apart, weight], [normed], norm),
      newNode('Reshape', [normed, ints(`${what}/width`, [0, 0, heads * size])], [output]),
    ];
  };
  let [q, k, v] = node.inputs as [string, string, string];
  const before: Node[] = [];
  if (!k) {
    const widths = ints('widths', [queries * size, keys * size, keys * size]);
    const packed = q;
    [q, k, v] = ['q', 'k', 'v'].map((part) => `${prefix}/${part}`) as [string, string, string];
    before.push(newNode('Split', [packed, widths], [q, k, v], [{ name: 'axis', i: -1 }]));
  }
  const normed = [...byHead(q, queryWeight, queries, 'queries'), ...byHead(k, keyWeight, keys, 'keys')];
  const inputs = [normed[2]!.outputs[0]!, normed[5]!.outputs[0]!, v, ...node.inputs.slice(3, Q_NORM)];
  const attributes = node.attributes.filter(({ name }) => name !== EPSILON);
  return [...before, ...normed, { ...node, inputs, attributes }];
}
