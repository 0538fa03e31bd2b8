/**
 * The element type of every tensor of a graph, as far as it can be told: what the graph declares, and what follows from
 * the operators. Passes that add nodes ask here, since a graph may compute in half precision anywhere.
 */
import { DataType, decodeValueInfo, type Graph, type Node } from './model.ts';
import { attribute } from './view.ts';
import { fieldsOf } from './wire.ts';

const VALUE_INFO_FIELD = 13;

/** Operators whose first output has the type of another input than the first. */
const TYPED_BY_INPUT: Readonly<Record<string, number>> = {
  DequantizeLinear: 1,
  GatherBlockQuantized: 2,
  MatMulIntegerToFloat: 2,
  QuantizeLinear: 2,
  Where: 1,
};
/** Operators whose first output has a type of its own. */
const OWN_TYPE: Readonly<Record<string, number>> = {
  ArgMax: DataType.int64,
  DynamicQuantizeLinear: DataType.uint8,
  MatMulInteger: DataType.int32,
  NonZero: DataType.int64,
  Shape: DataType.int64,
  Size: DataType.int64,
};
const MAKES_BOOLEANS = /^(And|Or|Xor|Not|Equal|Less|LessOrEqual|Greater|GreaterOrEqual|IsNaN|IsInf)$/;

/** TensorProto.DataType by tensor name; a tensor of which nothing is known is not in it. */
export function elementTypes(graph: Graph): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const { name, dataType } of graph.initializers) types.set(name, dataType);
  for (const { name, elementType } of [...graph.inputs, ...graph.outputs, ...declared(graph)])
    if (elementType !== 0) types.set(name, elementType);
  for (const node of graph.nodes) {
    const made = typesMade(node, types);
    node.outputs.forEach((name, i) => {
      const type = made[i];
      if (name !== '' && type !== undefined && !types.has(name)) types.set(name, type);
    });
  }
  return types;
}

function declared(graph: Graph): { name: string; elementType: number }[] {
  return graph.rest.flatMap((raw) => {
    const [field] = fieldsOf(raw);
    return field?.number === VALUE_INFO_FIELD ? [decodeValueInfo(field.bytes)] : [];
  });
}

function typesMade(node: Node, types: ReadonlyMap<string, number>): (number | undefined)[] {
  const { opType } = node;
  const [first] = node.outputs.length > 0 ? [firstType(node, types)] : [];
  if (opType === 'DynamicQuantizeLinear') return [first, DataType.float, DataType.uint8];
  if (opType === 'TopK') return [first, DataType.int64];
  return node.outputs.map(() => first);
}

function firstType(node: Node, types: ReadonlyMap<string, number>): number | undefined {
  const { opType, inputs } = node;
  if (opType === 'Cast') return attribute(node, 'to')?.i;
  if (opType === 'Constant') return typeOfConstant(node);
  if (opType === 'ConstantOfShape') return attribute(node, 'value')?.t?.dataType ?? DataType.float;
  if (MAKES_BOOLEANS.test(opType)) return DataType.bool;
  if (OWN_TYPE[opType] !== undefined) return OWN_TYPE[opType];
  const from = TYPED_BY_INPUT[opType];
  return types.get(from === undefined ? (inputs.find((name) => name !== '') ?? '') : (inputs[from] ?? ''));
}

function typeOfConstant(node: Node): number | undefined {
  const tensor = attribute(node, 'value')?.t;
  if (tensor) return tensor.dataType;
  const whole = attribute(node, 'value_int') ?? attribute(node, 'value_ints');
  if (whole) return DataType.int64;
  return attribute(node, 'value_float') || attribute(node, 'value_floats') ? DataType.float : undefined;
}
