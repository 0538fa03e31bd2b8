/**
 * Every tensor of a model whose bytes lie in another file, wherever the model holds it: initialisers, Constant nodes,
 * sparse ones, functions, the graphs inside of If and Loop. A runtime looks all of them up, so all of them are checked before one is made.
 */
import { decodeGraph, decodeTensor, type Graph, type Model, type TensorProto } from './model.ts';
import { fieldsOf } from './wire.ts';

export type ExternalTensor = TensorProto & Required<Pick<TensorProto, 'external'>>;

/** Field numbers of AttributeProto. */
const TENSOR = 5;
const GRAPH = 6;
const TENSORS = 10;
const GRAPHS = 11;
const SPARSE_TENSOR = 22;
const SPARSE_TENSORS = 23;
/** Of GraphProto, ModelProto, FunctionProto and NodeProto. */
const SPARSE_INITIALIZER = 15;
const FUNCTIONS = 25;
const FUNCTION_NODES = 7;
const ATTRIBUTES = 5;

/** All tensors in other files: initialisers first, in their order. */
export function externalTensors({ graph, rest = [] }: Pick<Model, 'graph'> & Partial<Model>): ExternalTensor[] {
  const functions = contents(rest, FUNCTIONS).flatMap((one) => fieldsIn(one, FUNCTION_NODES));
  const inFunctions = functions.flatMap((node) => fieldsIn(node, ATTRIBUTES)).flatMap(tensorsInside);
  return [...tensorsOf(graph), ...inFunctions].filter(
    (tensor): tensor is ExternalTensor => tensor.external !== undefined,
  );
}

function tensorsOf(graph: Graph): TensorProto[] {
  const attributes = graph.nodes.flatMap((node) => node.attributes);
  const inside = attributes.flatMap(({ t, raw }) => (raw ? tensorsInside(raw) : t ? [t] : []));
  const sparse = contents(graph.rest, SPARSE_INITIALIZER).flatMap(tensorsOfSparse);
  return [...graph.initializers, ...sparse, ...inside];
}

/** What the fields of a message hold that have this number. */
function fieldsIn(message: Uint8Array, number: number): Uint8Array[] {
  return [...fieldsOf(message)].filter((field) => field.number === number).map(({ bytes }) => bytes);
}

function contents(fields: readonly Uint8Array[], number: number): Uint8Array[] {
  return fields.flatMap((raw) => fieldsIn(raw, number));
}

/** Values and indices of a SparseTensorProto. */
function tensorsOfSparse(sparse: Uint8Array): TensorProto[] {
  return [...fieldsIn(sparse, 1), ...fieldsIn(sparse, 2)].map(decodeTensor);
}

function tensorsInside(attribute: Uint8Array): TensorProto[] {
  return [...fieldsOf(attribute)].flatMap(({ number, bytes }) => {
    if (number === TENSOR || number === TENSORS) return [decodeTensor(bytes)];
    if (number === SPARSE_TENSOR || number === SPARSE_TENSORS) return tensorsOfSparse(bytes);
    return number === GRAPH || number === GRAPHS ? tensorsOf(decodeGraph(bytes)) : [];
  });
}

/** The model with `./x` written as `x`, since a runtime takes them for two files. A model without stays the same object. */
export function withPlainLocations(model: Model): Model {
  if (!externalTensors(model).some(({ external }) => spelledPlainly(external.location) !== external.location))
    return model;
  const { graph } = model;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    attributes: node.attributes.map((one) => (one.t?.external ? { name: one.name, t: plain(one.t) } : one)),
  }));
  return { ...model, graph: { ...graph, nodes, initializers: graph.initializers.map(plain) } };
}

function plain(tensor: TensorProto): TensorProto {
  const { name, dims, dataType, external } = tensor;
  if (!external) return tensor;
  return { name, dims, dataType, external: { ...external, location: spelledPlainly(external.location) } };
}

function spelledPlainly(location: string): string {
  return location.replace(/^(\.\/+)+/, '');
}
