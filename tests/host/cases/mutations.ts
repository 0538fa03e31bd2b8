/** Graphs that somebody got wrong, by seed: still ONNX, each with one thing changed. */
import type { random } from '../../../src/base/random.ts';
import { DataType, type Attribute, type Model, type Node, type TensorProto } from '../../../src/host/onnx/model.ts';

type Draw = ReturnType<typeof random>;
type Mutation = (model: Model, draw: Draw) => Model;

const withNodes = (model: Model, nodes: Node[]): Model => ({ ...model, graph: { ...model.graph, nodes } });

/** One node changed, of those that `which` allows; the model as it is where there is none. */
function atNode(model: Model, draw: Draw, change: (node: Node) => Node[], which = (_: Node): boolean => true): Model {
  const found = model.graph.nodes.filter(which);
  if (found.length === 0) return model;
  const chosen = draw.choice(found);
  return withNodes(
    model,
    model.graph.nodes.flatMap((node) => (node === chosen ? change(node) : [node])),
  );
}

function atTensor(model: Model, draw: Draw, change: (tensor: TensorProto) => TensorProto[]): Model {
  const { graph } = model;
  const chosen = draw.choice([...graph.initializers]);
  const initializers = graph.initializers.flatMap((tensor) => (tensor === chosen ? change(tensor) : [tensor]));
  return { ...model, graph: { ...graph, initializers } };
}

/** A tensor without the bytes it was read from, so that it is written from what it says. */
function rewritten({ name, dims, dataType, data, values, external }: TensorProto): TensorProto {
  if (external) return { name, dims, dataType, external };
  const held = data ?? new Uint8Array(BigInt64Array.from(values ?? [], BigInt).buffer);
  return { name, dims, dataType, data: held };
}

const TYPES = [DataType.float, DataType.float16, DataType.int64, DataType.int32, DataType.uint8, DataType.bool];
const named = (attribute: Attribute): boolean => attribute.i !== undefined || attribute.f !== undefined;

/** What somebody may get wrong, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a node left out': (model, draw) => atNode(model, draw, () => []),
  'a node passed by': (model, draw) =>
    atNode(model, draw, (node) => [
      {
        ...node,
        opType: 'Identity',
        domain: '',
        inputs: node.inputs.slice(0, 1),
        outputs: node.outputs.slice(0, 1),
        attributes: [],
      },
    ]),
  'a node twice': (model, draw) => atNode(model, draw, (node) => [node, node]),
  'an operator that nobody knows': (model, draw) =>
    atNode(model, draw, (node) => [{ ...node, opType: `${node.opType}2` }]),
  'an input of a node renamed': (model, draw) =>
    atNode(
      model,
      draw,
      (node) => {
        const at = draw.integer(0, node.inputs.length - 1);
        return [{ ...node, inputs: node.inputs.map((name, i) => (i === at ? `${name}.other` : name)) }];
      },
      ({ inputs }) => inputs.length > 0,
    ),
  'two inputs of a node swapped': (model, draw) =>
    atNode(
      model,
      draw,
      (node) => {
        const [one, other, ...rest] = node.inputs as [string, string, ...string[]];
        return [{ ...node, inputs: [other, one, ...rest] }];
      },
      ({ inputs }) => inputs.length > 1 && inputs[0] !== '' && inputs[1] !== '',
    ),
  'an input of a node left out': (model, draw) =>
    atNode(
      model,
      draw,
      (node) => [{ ...node, inputs: node.inputs.slice(0, -1) }],
      ({ inputs }) => inputs.length > 0,
    ),
  'an output of a node renamed': (model, draw) =>
    atNode(model, draw, (node) => [{ ...node, outputs: node.outputs.map((name) => `${name}.other`) }]),
  'an input of the graph renamed': (model, draw) => {
    const chosen = draw.choice([...model.graph.inputs]);
    const inputs = model.graph.inputs.map((info) =>
      info === chosen ? { name: `${info.name}.other`, elementType: info.elementType, shape: info.shape } : info,
    );
    return { ...model, graph: { ...model.graph, inputs } };
  },
  'an input of the graph left out': (model, draw) => {
    const chosen = draw.choice([...model.graph.inputs]);
    return { ...model, graph: { ...model.graph, inputs: model.graph.inputs.filter((info) => info !== chosen) } };
  },
  'an output of the graph left out': (model, draw) => {
    const chosen = draw.choice([...model.graph.outputs]);
    return { ...model, graph: { ...model.graph, outputs: model.graph.outputs.filter((info) => info !== chosen) } };
  },
  'another type of an input or output': (model, draw) => {
    const side = draw.choice(['inputs', 'outputs'] as const);
    const chosen = draw.choice([...model.graph[side]]);
    const elementType = draw.choice(TYPES);
    const infos = model.graph[side].map((info) =>
      info === chosen ? { name: info.name, shape: info.shape, elementType } : info,
    );
    return { ...model, graph: { ...model.graph, [side]: infos } };
  },
  'another shape of an input or output': (model, draw) => {
    const side = draw.choice(['inputs', 'outputs'] as const);
    const chosen = draw.choice([...model.graph[side]]);
    const shape = [...chosen.shape].reverse();
    const infos = model.graph[side].map((info) =>
      info === chosen ? { name: info.name, elementType: info.elementType, shape } : info,
    );
    return { ...model, graph: { ...model.graph, [side]: infos } };
  },
  'a tensor left out': (model, draw) => atTensor(model, draw, () => []),
  'another type of a tensor': (model, draw) =>
    atTensor(model, draw, (tensor) => [{ ...rewritten(tensor), dataType: draw.choice(TYPES) }]),
  'a tensor turned': (model, draw) =>
    atTensor(model, draw, (tensor) => [{ ...rewritten(tensor), dims: [...tensor.dims].reverse() }]),
  'a tensor with another size': (model, draw) =>
    atTensor(model, draw, (tensor) => [
      { ...rewritten(tensor), dims: tensor.dims.map((size, i) => (i === 0 ? size + draw.choice([-1, 1, 1e6]) : size)) },
    ]),
  'an attribute left out': (model, draw) =>
    atNode(
      model,
      draw,
      (node) => {
        const chosen = draw.choice([...node.attributes]);
        return [{ ...node, attributes: node.attributes.filter((one) => one !== chosen) }];
      },
      ({ attributes }) => attributes.length > 0,
    ),
  'another value of an attribute': (model, draw) =>
    atNode(
      model,
      draw,
      (node) => {
        const chosen = draw.choice(node.attributes.filter(named));
        const change = (one: Attribute): Attribute =>
          one.i === undefined
            ? { name: one.name, f: -one.f! }
            : { name: one.name, i: one.i + draw.choice([-1, 1, 7, 1e9]) };
        return [{ ...node, attributes: node.attributes.map((one) => (one === chosen ? change(one) : one)) }];
      },
      ({ attributes }) => attributes.some(named),
    ),
  'nodes in another order': (model) => withNodes(model, [...model.graph.nodes].reverse()),
};
