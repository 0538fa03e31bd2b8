/**
 * The graph pass that computes a half-precision model in float32: for runtimes without halves of their own, and for
 * gradients, whose small numbers halves would lose. Every tensor keeps its name. Weights stay as they lie in their file
 * and are cast before they are read, which a runtime does once, when it opens the graph.
 */
import { fromHalf } from '../bytes/half.ts';
import { newNode } from '../onnx/edits.ts';
import {
  DataType,
  decodeGraph,
  encodeGraph,
  type Attribute,
  type Graph,
  type Model,
  type Node,
  type TensorProto,
  type ValueInfo,
} from '../onnx/model.ts';
import { fieldsOf, Writer } from '../onnx/wire.ts';

const VALUE_INFO_FIELD = 13;
/** The field of AttributeProto that holds a graph, and the attribute's type then. */
const GRAPH = { field: 6, type: 5 } as const;
const TYPE_FIELD = 20;
/** Attributes that name the element type of what a node makes. */
const TYPE_ATTRIBUTES = new Set(['to', 'dtype', 'output_dtype', 'softmax_precision']);

/**
 * The model with float32 wherever it had float16, inputs and outputs included; a model without stays the same object.
 * @param halfTables  leave tables that are only looked up in halves, and cast what was looked up
 */
export function inFloat32(model: Model, { halfTables }: { halfTables: boolean }): Model {
  return hasHalves(model.graph) ? { ...model, graph: graphInFloat32(model.graph, halfTables) } : model;
}

function graphInFloat32(graph: Graph, halfTables: boolean): Graph {
  const halves = new Set(graph.initializers.filter(isHalf).map(({ name }) => name));
  const tables = halfTables ? tablesAmong(halves, graph) : new Set<string>();
  const cast = (name: string): boolean => halves.has(name) && !tables.has(name);
  return {
    nodes: [
      ...[...halves].filter(cast).map(castOf),
      ...graph.nodes.flatMap((node) => inSingles(node, tables.has(node.inputs[0] ?? ''))),
    ],
    initializers: graph.initializers.map((tensor) => (cast(tensor.name) ? renamed(tensor) : tensor)),
    inputs: graph.inputs.filter(({ name }) => !halves.has(name)).map(asSingle),
    outputs: graph.outputs.map(asSingle),
    rest: graph.rest.filter((raw) => [...fieldsOf(raw)][0]!.number !== VALUE_INFO_FIELD),
  };
}

/** Whether a graph takes, holds or makes halves. */
function hasHalves({ nodes, initializers, inputs }: Graph): boolean {
  return (
    initializers.some(isHalf) ||
    inputs.some(({ elementType }) => elementType === DataType.float16) ||
    nodes.some(({ attributes }) => attributes.some((one) => namesHalves(one) || graphsIn(one).some(hasHalves)))
  );
}

function isHalf({ dataType }: Pick<TensorProto, 'dataType'>): boolean {
  return dataType === DataType.float16;
}

function namesHalves({ name, i, t }: Attribute): boolean {
  return t ? isHalf(t) : TYPE_ATTRIBUTES.has(name) && i === DataType.float16;
}

function graphsIn({ raw }: Attribute): Graph[] {
  const fields = raw ? [...fieldsOf(raw)] : [];
  return fields.flatMap(({ number, bytes }) => (number === GRAPH.field ? [decodeGraph(bytes)] : []));
}

/** Those that nothing but Gather reads, as its table; none where graphs inside of nodes may read them too. */
function tablesAmong(halves: ReadonlySet<string>, { nodes, outputs }: Graph): ReadonlySet<string> {
  if (nodes.some(({ attributes }) => attributes.some((one) => graphsIn(one).length > 0))) return new Set();
  const looks = (node: Node, place: number): boolean => node.opType === 'Gather' && place === 0;
  const others = new Set(nodes.flatMap((node) => node.inputs.filter((_, place) => !looks(node, place))));
  for (const { name } of outputs) others.add(name);
  return new Set([...halves].filter((name) => !others.has(name)));
}

/** The nodes that do in float32 what a node does. */
function inSingles(node: Node, looksUpHalves: boolean): Node[] {
  const [made] = node.outputs as [string];
  if (looksUpHalves || (node.opType === 'Constant' && node.attributes.some(namesHalves)))
    return [{ ...node, outputs: [halfName(made)] }, castOf(made)];
  return [{ ...node, attributes: node.attributes.map(attributeInFloat32) }];
}

function attributeInFloat32(one: Attribute): Attribute {
  const { name, t } = one;
  if (namesHalves(one)) return t ? { name, t: singles(t) } : { name, i: DataType.float };
  const [inner] = graphsIn(one);
  if (!inner || !hasHalves(inner)) return one;
  const graph = encodeGraph(graphInFloat32(inner, false));
  const raw = new Writer().text(1, name).message(GRAPH.field, graph).varint(TYPE_FIELD, GRAPH.type).bytes();
  return { name, raw };
}

function halfName(name: string): string {
  return `${name}/half`;
}

function castOf(name: string): Node {
  return newNode('Cast', [halfName(name)], [name], [{ name: 'to', i: DataType.float }]);
}

function renamed(tensor: TensorProto): TensorProto {
  const { dims, dataType, external } = tensor;
  const name = halfName(tensor.name);
  return external ? { name, dims, dataType, external } : { name, dims, dataType, data: bytesOf(tensor) };
}

/** A small tensor of halves as float32. */
function singles(tensor: TensorProto): TensorProto {
  const bytes = bytesOf(tensor);
  const halves = new Uint16Array(bytes.slice().buffer);
  const data = new Uint8Array(Float32Array.from(halves, fromHalf).buffer);
  return { name: tensor.name, dims: tensor.dims, dataType: DataType.float, data };
}

/** Halves as bytes; in typed fields they stand as whole numbers. */
function bytesOf({ data, values = [] }: TensorProto): Uint8Array {
  return data ?? new Uint8Array(Uint16Array.from(values).buffer);
}

function asSingle(info: ValueInfo): ValueInfo {
  const { name, elementType, shape } = info;
  return elementType === DataType.float16 ? { name, elementType: DataType.float, shape } : info;
}
