/**
 * An ONNX model as plain data: what the graph passes read and write, and nothing else. Tensors and attributes that a
 * pass leaves alone are written back as the very bytes they were read from. Field numbers are those of onnx.proto
 * (github.com/onnx/onnx, IR version 10).
 */
import { HostError } from '../errors.ts';
import { fieldsOf, floatsOf, varintsOf, Writer, type WireField } from './wire.ts';

export interface Model {
  graph: Graph;
  opsets: readonly { domain: string; version: number }[];
  /** every other field of the file, operator sets included, as read */
  rest: readonly Uint8Array[];
}

export interface Graph {
  nodes: readonly Node[];
  initializers: readonly TensorProto[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  rest: readonly Uint8Array[];
}

export interface Node {
  opType: string;
  domain: string;
  name: string;
  /** tensor names; an omitted optional one is '' */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: readonly Attribute[];
  rest: readonly Uint8Array[];
}

export interface Attribute {
  name: string;
  i?: number;
  f?: number;
  s?: string;
  t?: TensorProto;
  ints?: readonly number[];
  floats?: readonly number[];
  /** the bytes it was read from; an attribute without them is written from its values */
  raw?: Uint8Array;
}

export interface TensorProto {
  name: string;
  dims: readonly number[];
  dataType: number;
  /** raw_data, little-endian; undefined when the values are in typed fields or in another file */
  data?: Uint8Array;
  /** int32_data or int64_data or float_data */
  values?: readonly number[];
  /** where the bytes are when they are in another file */
  external?: { location: string; offset: number; length?: number };
  raw?: Uint8Array;
}

export interface ValueInfo {
  name: string;
  elementType: number;
  /** a size, a symbol, or '' when unknown */
  shape: readonly (number | string)[];
  raw?: Uint8Array;
}

/** TensorProto.DataType, the ones this lab meets. */
export const DataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  bfloat16: 16,
} as const;

const TYPE_NAMES =
  'no type,float32,uint8,int8,uint16,int16,int32,int64,text,bool,float16,float64,uint32,uint64,complex64,complex128,bfloat16,float8e4m3fn,float8e4m3fnuz,float8e5m2,float8e5m2fnuz,uint4,int4'.split(
    ',',
  );

/** An element type in words, such as `float16`. */
export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? `type ${type}`;
}

/** Reads a model. Weights are views into `bytes`. Throws HostError `host-damaged` on anything that is no ONNX model. */
export function decodeModel(bytes: Uint8Array): Model {
  const opsets: { domain: string; version: number }[] = [];
  const rest: Uint8Array[] = [];
  let graph: Graph | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 7) graph = decodeGraph(field.bytes);
    else rest.push(field.raw);
    if (field.number === 8) opsets.push(decodeOpset(field.bytes));
  }
  if (!graph) throw new HostError('host-damaged', 'The ONNX file holds no graph.', 'Download or copy the host again.');
  return { graph, opsets, rest };
}

/** Writes a model. Fields come in another order than they were read, which protobuf allows. */
export function encodeModel(model: Model): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  for (const raw of model.rest) writer.raw(raw);
  return writer.message(7, encodeGraph(model.graph)).bytes();
}

function decodeOpset(bytes: Uint8Array): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) opset.domain = text(field);
    if (field.number === 2) opset.version = field.value;
  }
  return opset;
}

/** Reads one GraphProto. */
export function decodeGraph(bytes: Uint8Array): Graph {
  const nodes: Node[] = [];
  const initializers: TensorProto[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const rest: Uint8Array[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) nodes.push(decodeNode(field.bytes));
    else if (field.number === 5) initializers.push(decodeTensor(field.bytes));
    else if (field.number === 11) inputs.push(decodeValueInfo(field.bytes));
    else if (field.number === 12) outputs.push(decodeValueInfo(field.bytes));
    else rest.push(field.raw);
  }
  return { nodes, initializers, inputs, outputs, rest };
}

/** Writes one GraphProto. */
export function encodeGraph(graph: Graph): Uint8Array {
  const writer = new Writer();
  for (const node of graph.nodes) writer.message(1, encodeNode(node));
  for (const tensor of graph.initializers) writer.message(5, encodeTensor(tensor));
  for (const input of graph.inputs) writer.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) writer.message(12, encodeValueInfo(output));
  for (const raw of graph.rest) writer.raw(raw);
  return writer.bytes();
}

function decodeNode(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Attribute[] = [];
  const rest: Uint8Array[] = [];
  const node = { opType: '', domain: '', name: '', inputs, outputs, attributes, rest };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) inputs.push(text(field));
    else if (field.number === 2) outputs.push(text(field));
    else if (field.number === 3) node.name = text(field);
    else if (field.number === 4) node.opType = text(field);
    else if (field.number === 5) attributes.push(decodeAttribute(field.bytes));
    else if (field.number === 7) node.domain = text(field);
    else rest.push(field.raw);
  }
  return node;
}

function encodeNode(node: Node): Uint8Array {
  const writer = new Writer();
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  writer.text(3, node.name).text(4, node.opType);
  for (const attribute of node.attributes) writer.message(5, encodeAttribute(attribute));
  if (node.domain !== '') writer.text(7, node.domain);
  for (const raw of node.rest) writer.raw(raw);
  return writer.bytes();
}

function decodeAttribute(bytes: Uint8Array): Attribute {
  const attribute: Attribute = { name: '', raw: bytes };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) attribute.name = text(field);
    if (field.number === 2) attribute.f = floatsOf(field)[0]!;
    if (field.number === 3) attribute.i = field.value;
    if (field.number === 4) attribute.s = text(field);
    if (field.number === 5) attribute.t = decodeTensor(field.bytes);
    if (field.number === 7) attribute.floats = [...(attribute.floats ?? []), ...floatsOf(field)];
    if (field.number === 8) attribute.ints = [...(attribute.ints ?? []), ...varintsOf(field)];
  }
  return attribute;
}

function encodeAttribute(attribute: Attribute): Uint8Array {
  if (attribute.raw) return attribute.raw;
  const writer = new Writer().text(1, attribute.name);
  if (attribute.i !== undefined) return writer.varint(3, attribute.i).varint(20, 2).bytes();
  if (attribute.f !== undefined) return writer.float(2, attribute.f).varint(20, 1).bytes();
  if (attribute.s !== undefined) return writer.text(4, attribute.s).varint(20, 3).bytes();
  if (attribute.t !== undefined) return writer.message(5, encodeTensor(attribute.t)).varint(20, 4).bytes();
  for (const value of attribute.floats ?? []) writer.float(7, value);
  for (const value of attribute.ints ?? []) writer.varint(8, value);
  return writer.varint(20, attribute.floats ? 6 : 7).bytes();
}

/** Reads one TensorProto. */
export function decodeTensor(bytes: Uint8Array): TensorProto {
  const dims: number[] = [];
  const values: number[] = [];
  const places = new Map<string, string>();
  const tensor: TensorProto = { name: '', dims, dataType: 0, raw: bytes };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dims.push(...varintsOf(field));
    else if (field.number === 2) tensor.dataType = field.value;
    else if (field.number === 4) for (const value of floatsOf(field)) values.push(value);
    else if (field.number === 5 || field.number === 7) for (const value of varintsOf(field)) values.push(value);
    else if (field.number === 8) tensor.name = text(field);
    else if (field.number === 9) tensor.data = field.bytes;
    else if (field.number === 13) places.set(...decodePair(field.bytes));
  }
  if (values.length > 0) tensor.values = values;
  const location = places.get('location');
  const length = places.get('length');
  if (location !== undefined) {
    tensor.external = { location, offset: Number(places.get('offset') ?? 0) };
    if (length !== undefined) tensor.external.length = Number(length);
  }
  return tensor;
}

function encodeTensor(tensor: TensorProto): Uint8Array {
  if (tensor.raw) return tensor.raw;
  const writer = new Writer();
  for (const dim of tensor.dims) writer.varint(1, dim);
  writer.varint(2, tensor.dataType).text(8, tensor.name);
  if (tensor.external) {
    const { location, offset, length } = tensor.external;
    writer.message(13, encodePair('location', location)).message(13, encodePair('offset', String(offset)));
    if (length !== undefined) writer.message(13, encodePair('length', String(length)));
    return writer.varint(14, 1).bytes();
  }
  if (!tensor.data) throw new Error(`tensor ${tensor.name} has neither bytes nor a place for them`);
  return writer.message(9, tensor.data).bytes();
}

function decodePair(bytes: Uint8Array): [string, string] {
  const pair: [string, string] = ['', ''];
  for (const field of fieldsOf(bytes)) if (field.number <= 2) pair[field.number - 1] = text(field);
  return pair;
}

function encodePair(key: string, value: string): Uint8Array {
  return new Writer().text(1, key).text(2, value).bytes();
}

/** Reads one ValueInfoProto. */
export function decodeValueInfo(bytes: Uint8Array): ValueInfo {
  const shape: (number | string)[] = [];
  const info: ValueInfo = { name: '', elementType: 0, shape, raw: bytes };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) info.name = text(field);
    if (field.number !== 2) continue;
    for (const type of fieldsOf(field.bytes)) {
      if (type.number !== 1) continue;
      for (const part of fieldsOf(type.bytes)) {
        if (part.number === 1) info.elementType = part.value;
        if (part.number === 2)
          for (const dim of fieldsOf(part.bytes)) if (dim.number === 1) shape.push(decodeDim(dim.bytes));
      }
    }
  }
  return info;
}

function decodeDim(bytes: Uint8Array): number | string {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) return field.value;
    if (field.number === 2) return text(field);
  }
  return '';
}

function encodeValueInfo(info: ValueInfo): Uint8Array {
  if (info.raw) return info.raw;
  const shape = new Writer();
  for (const size of info.shape) {
    const dim = new Writer();
    shape.message(1, (typeof size === 'number' ? dim.varint(1, size) : dim.text(2, size)).bytes());
  }
  const tensorType = new Writer().varint(1, info.elementType).message(2, shape.bytes()).bytes();
  return new Writer().text(1, info.name).message(2, new Writer().message(1, tensorType).bytes()).bytes();
}

function text(field: WireField): string {
  return new TextDecoder().decode(field.bytes);
}
