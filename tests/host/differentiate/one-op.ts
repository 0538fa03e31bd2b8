/**
 * One operator at a time: the gradient that its rule writes, against central differences of the operator itself as
 * onnxruntime-node computes it. The forward runs in float64 where the runtime has such a kernel, so the differences are
 * good to eight digits; where it has none, a fourth-order stencil on float32 is good to about three.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { random } from '../../../src/base/random.ts';
import { sessionExtras } from '../../../src/host/runtime/runtime.ts';
import { lower } from '../../../src/host/differentiate/lower/lower.ts';
import { raisedNodes, raisedRest } from '../../../src/host/onnx/opset.ts';
import { reverse } from '../../../src/host/differentiate/reverse.ts';
import { Sizes } from '../../../src/host/differentiate/sizes.ts';
import type { ExampleInputs } from '../../../src/host/shapes/known.ts';
import { GraphWriter } from '../../../src/host/onnx/writer.ts';
import {
  DataType,
  encodeModel,
  type Attribute,
  type Graph,
  type Model,
  type Node,
  type TensorProto as Initializer,
  type ValueInfo,
} from '../../../src/host/onnx/model.ts';

/** A size: fixed, or the name of one that may change from run to run. */
export type Size = number | 'rows' | 'tokens';

export interface OneOp {
  nodes: readonly Node[];
  /** where the forward pass is to run other nodes than those that are differentiated */
  forwardNodes?: readonly Node[];
  /** float inputs that the gradient is asked for */
  inputs: Readonly<Record<string, readonly Size[]>>;
  /** what else is fed: floats that get no gradient, whole numbers, caches without tokens */
  others?: Readonly<Record<string, { shape: readonly Size[]; int32?: readonly number[]; int64?: readonly number[] }>>;
  constants?: readonly Initializer[];
  output: string;
  opset?: number;
  /** 'single' where the runtime has no float64 kernel; 'linear' where, besides, differences are exact at any step */
  precision?: 'double' | 'single' | 'linear';
  /** the inputs' numbers: standard normal unless told */
  draw?: (normal: number) => number;
  /** which numbers of the output count; all unless told */
  counts?: (index: number) => boolean;
}

const SIZES = { rows: 2, tokens: 5 };
const OTHER_SIZES = { rows: 3, tokens: 7 };
/** Numbers of one input that are tried; of a larger input evenly chosen ones. */
const MOST_TRIED = 48;
const STEP = { double: 1e-4, single: 0.02, linear: 0.5 };

/** A node; inputs and outputs are names separated by blanks, '-' for an omitted one. */
export function node(opType: string, ins: string, outs: string, attributes: Attribute[] = [], domain = ''): Node {
  const names = (text: string): string[] => text.split(' ').map((name) => (name === '-' ? '' : name));
  return {
    opType,
    domain,
    name: `the ${opType} of ${outs}`,
    inputs: names(ins),
    outputs: names(outs),
    attributes,
    rest: [],
  };
}

export function floats(name: string, dims: readonly number[], values: readonly number[]): Initializer {
  return { name, dims, dataType: DataType.float, data: new Uint8Array(Float32Array.from(values).buffer) };
}

export function ints(name: string, values: readonly number[], dims: readonly number[] = [values.length]): Initializer {
  return { name, dims, dataType: DataType.int64, data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer) };
}

export function bytes(name: string, dims: readonly number[], data: Uint8Array): Initializer {
  return { name, dims, dataType: DataType.uint8, data };
}

/** The largest difference between the rule's gradient and central differences, relative to the largest gradient. */
export async function ruleError(op: OneOp): Promise<number> {
  const feeds = startingPoint(op);
  const forward = await forwardOf(op);
  const start = await forward(feeds);
  const draw = random('weights of the output');
  const weights = Float32Array.from(start.values, (_, i) => (op.counts?.(i) === false ? 0 : draw.normal()));
  const written = await gradientsOf(op, feeds, new Tensor('float32', weights, start.dims));
  const loss = async (changed: Feeds): Promise<number> =>
    (await forward(changed)).values.reduce((sum, value, i) => (weights[i] === 0 ? sum : sum + value * weights[i]!), 0);
  let [worst, largest] = [0, 0];
  for (const name of Object.keys(op.inputs)) {
    const stride = Math.ceil(feeds[name]!.length / MOST_TRIED);
    for (let i = 0; i < feeds[name]!.length; i += stride) {
      const slope = await difference(loss, feeds, name, i, op.precision ?? 'double');
      const apart = Math.abs(slope - written[name]![i]!);
      if (!(apart <= worst)) worst = apart;
      largest = Math.max(largest, Math.abs(slope));
    }
  }
  return worst / largest;
}

type Feeds = Record<string, Float64Array>;

function startingPoint(op: OneOp): Feeds {
  return Object.fromEntries(
    Object.entries(op.inputs).map(([name, shape]) => {
      const draw = random('one operator', name);
      const count = sized(shape).reduce((product, size) => product * size, 1);
      return [name, Float64Array.from({ length: count }, () => Math.fround((op.draw ?? ((x) => x))(draw.normal())))];
    }),
  );
}

async function difference(
  loss: (feeds: Feeds) => Promise<number>,
  feeds: Feeds,
  name: string,
  i: number,
  precision: 'double' | 'single' | 'linear',
): Promise<number> {
  const step = STEP[precision];
  const at = (offset: number): Promise<number> => {
    const moved = feeds[name]!.slice();
    moved[i]! += offset * step;
    return loss({ ...feeds, [name]: moved });
  };
  const near = (await at(1)) - (await at(-1));
  if (precision === 'linear') return near / (2 * step);
  const far = (await at(2)) - (await at(-2));
  return (8 * near - far) / (12 * step);
}

const sized = (shape: readonly Size[], sizes = SIZES): number[] =>
  shape.map((size) => (typeof size === 'number' ? size : sizes[size]));

function graphOf(op: OneOp, floatType: number): Graph {
  const info = (name: string, elementType: number, shape: readonly Size[]): ValueInfo => ({ name, elementType, shape });
  const others = Object.entries(op.others ?? {}).map(([name, { shape, int32, int64 }]) =>
    info(name, int32 ? DataType.int32 : int64 ? DataType.int64 : floatType, shape),
  );
  const inputs = Object.entries(op.inputs).map(([name, shape]) => info(name, floatType, shape));
  return { nodes: op.nodes, initializers: op.constants ?? [], inputs: [...inputs, ...others], outputs: [], rest: [] };
}

function modelOf(op: OneOp, graph: Graph): Model {
  const opsets = [
    { domain: '', version: op.opset ?? 21 },
    { domain: 'com.microsoft', version: 1 },
  ];
  return { graph, opsets, rest: [] };
}

/** IR version 10. */
const IR = Uint8Array.of(8, 10);

async function sessionOf(model: Model, rest: readonly Uint8Array[]): Promise<InferenceSession> {
  return InferenceSession.create(encodeModel({ ...model, rest: [IR, ...rest] }), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: sessionExtras(),
  });
}

async function forwardOf(op: OneOp): Promise<(feeds: Feeds) => Promise<{ dims: readonly number[]; values: number[] }>> {
  const double = (op.precision ?? 'double') === 'double';
  const floatType = double ? 11 : DataType.float;
  const graph = { ...graphOf(op, floatType), nodes: op.forwardNodes ?? op.nodes };
  const initializers = double ? graph.initializers.map(widened) : graph.initializers;
  const outputs = [
    { name: op.output, elementType: floatType, shape: [] as number[], raw: untyped(op.output, floatType) },
  ];
  const model = modelOf(op, { ...graph, initializers, outputs });
  const opsetOnly = model.opsets.map(({ domain, version }) => opsetField(domain, version));
  const session = await sessionOf(model, opsetOnly);
  return async (feeds) => {
    const output = (await session.run(tensorsOf(op, feeds, double ? 'float64' : 'float32')))[op.output]!;
    return { dims: output.dims, values: Array.from(output.data as Float32Array) };
  };
}

function tensorsOf(op: OneOp, feeds: Feeds, type: 'float64' | 'float32'): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  const floating = (data: Float64Array, dims: number[]): Tensor =>
    type === 'float64' ? new Tensor('float64', data, dims) : new Tensor('float32', Float32Array.from(data), dims);
  for (const [name, shape] of Object.entries(op.inputs)) tensors[name] = floating(feeds[name]!, sized(shape));
  for (const [name, { shape, int32, int64 }] of Object.entries(op.others ?? {})) {
    const dims = sized(shape);
    if (int32) tensors[name] = new Tensor('int32', Int32Array.from(int32), dims);
    else if (int64) tensors[name] = new Tensor('int64', BigInt64Array.from(int64, BigInt), dims);
    else tensors[name] = floating(new Float64Array(dims.reduce((product, size) => product * size, 1)), dims);
  }
  return tensors;
}

/** What the rules write, run in float32. */
async function gradientsOf(op: OneOp, feeds: Feeds, weights: Tensor): Promise<Record<string, Float32Array>> {
  const model = modelOf(op, graphOf(op, DataType.float));
  const writer = new GraphWriter('d/');
  const raised: Graph = { ...model.graph, nodes: raisedNodes(model, writer) };
  const example = (sizes: typeof SIZES): ExampleInputs =>
    Object.fromEntries(
      [
        ...Object.entries(op.inputs),
        ...Object.entries(op.others ?? {}).map(([name, { shape }]) => [name, shape] as const),
      ].map(([name, shape]) => [name, sized(shape, sizes)]),
    );
  const examples: [ExampleInputs, ExampleInputs] = [example(SIZES), example(OTHER_SIZES)];
  const known = (): Initializer[] => [...raised.initializers, ...writer.initializers];
  lower(raised, [], new Sizes({ ...raised, initializers: known() }, examples), writer);
  const forward: Graph = { ...raised, nodes: [...writer.nodes], initializers: known() };
  const names = Object.keys(op.inputs);
  const seeds = new Map([[op.output, 'seed']]);
  const gradients = reverse(forward, names, seeds, new Sizes(forward, examples), writer);
  const outputs = [...gradients.values()].map((name) => ({
    name,
    elementType: DataType.float,
    shape: [],
    raw: untyped(name, DataType.float),
  }));
  const seed = { name: 'seed', elementType: DataType.float, shape: weights.dims };
  const graph: Graph = {
    ...forward,
    nodes: writer.nodes,
    initializers: known(),
    inputs: [...forward.inputs, seed],
    outputs,
  };
  const session = await sessionOf({ ...model, graph }, raisedRest(model));
  const result = await session.run({ ...tensorsOf(op, feeds, 'float32'), seed: weights });
  return Object.fromEntries(names.map((name) => [name, result[gradients.get(name)!]!.data as Float32Array]));
}

function widened(tensor: Initializer): Initializer {
  if (tensor.dataType !== DataType.float) return tensor;
  const { data, dims, name } = tensor;
  const values = Float64Array.from(new Float32Array(data!.slice().buffer));
  return { name, dims, dataType: 11, data: new Uint8Array(values.buffer) };
}

/** A ValueInfo without a shape: { name, type { tensor_type { elem_type } } }. */
function untyped(name: string, elementType: number): Uint8Array {
  const text = new TextEncoder().encode(name);
  return Uint8Array.of(10, text.length, ...text, 18, 4, 10, 2, 8, elementType);
}

/** ModelProto.opset_import { domain, version }. */
function opsetField(domain: string, version: number): Uint8Array {
  const text = new TextEncoder().encode(domain);
  const inside = [10, text.length, ...text, 16, version];
  return Uint8Array.of(66, inside.length, ...inside);
}
