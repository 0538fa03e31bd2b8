/**
 * Every tensor of a model whose bytes lie in another file, wherever the model holds it: initialisers, Constant nodes,
 * the graphs inside of If and Loop. A runtime looks all of them up, so all of them are checked before one is made.
 */
import { decodeGraph, decodeTensor, type Graph, type Model, type TensorProto } from './model.ts';
import { fieldsOf } from './wire.ts';

export type ExternalTensor = TensorProto & Required<Pick<TensorProto, 'external'>>;

/** Field numbers of AttributeProto. */
const GRAPH = 6;
const TENSORS = 10;
const GRAPHS = 11;

/** All tensors in other files: initialisers first, in their order. */
export function externalTensors({ graph }: Pick<Model, 'graph'>): ExternalTensor[] {
  return tensorsOf(graph).filter((tensor): tensor is ExternalTensor => tensor.external !== undefined);
}

function tensorsOf(graph: Graph): TensorProto[] {
  const attributes = graph.nodes.flatMap((node) => node.attributes);
  const inside = attributes.flatMap(({ t, raw }) => [...(t ? [t] : []), ...(raw ? tensorsInside(raw) : [])]);
  return [...graph.initializers, ...inside];
}

function tensorsInside(attribute: Uint8Array): TensorProto[] {
  return [...fieldsOf(attribute)].flatMap(({ number, bytes }) => {
    if (number === TENSORS) return [decodeTensor(bytes)];
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
