/**
 * Shape inference for one node in one example: sizes are plain numbers, and small whole-number tensors are computed
 * along, because they are what exporters make shapes from. An operator that is not listed gives nothing; whoever needs
 * its shape says so. Sources: the ONNX operator specification, ContribOperators.md of ONNX Runtime.
 */
import { DataType, type Node } from '../onnx/model.ts';
import { groupQueryAttention, multiHeadAttention, onnxAttention } from './attention.ts';
import type { Attributes, Infer, Known } from './operator.ts';

const MOST_VALUES = 64;

/** Shapes, types and small values of a node's outputs. Omitted optional inputs are undefined. */
export function infer(node: Node, inputs: readonly Known[], attributes: Attributes): readonly (Known | undefined)[] {
  return OPERATORS[node.opType]?.(inputs, attributes, node) ?? [];
}

/** Output like the first input. */
const like: Infer = ([x]) => [{ shape: x!.shape, type: x!.type }];
/** The same numbers in the same order. */
const moved = (x: Known, shape: readonly number[], type = x.type): Known[] => [
  { shape, type, ...(x.values ? { values: x.values } : {}) },
];

function elementwise(compute: (...values: number[]) => number, type?: number, first = 0): Infer {
  return (inputs) => {
    const shape = inputs.map((known) => known.shape).reduce(broadcast);
    const count = shape.reduce((product, size) => product * size, 1);
    const made: Known = { shape, type: type ?? inputs[first]!.type };
    if (count > MOST_VALUES || shape.length > 1 || inputs.some((known) => !known.values)) return [made];
    const values = Array.from({ length: count }, (_, i) =>
      compute(...inputs.map(({ values }) => values![values!.length === 1 ? 0 : i]!)),
    );
    return [{ ...made, values }];
  };
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return left === 1 ? right : left;
  });
}

const reduce: Infer = ([x, given], attributes) => {
  const rank = x!.shape.length;
  const axes = (given?.values ?? attributes('axes')?.ints ?? x!.shape.map((_, i) => i)).map((axis) =>
    whole(axis, rank),
  );
  const keep = attributes('keepdims')?.i !== 0;
  const shape = x!.shape.map((size, i) => (axes.includes(i) ? 1 : size)).filter((_, i) => keep || !axes.includes(i));
  return [{ shape, type: x!.type }];
};

const whole = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
const axisOf = (attributes: Attributes, rank: number, otherwise: number): number =>
  whole(attributes('axis')?.i ?? otherwise, rank);

const matmul: Infer = ([a, b]) => {
  const batch = broadcast(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  return [{ shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!], type: a!.type }];
};

const reshape: Infer = ([x, target]) => {
  if (!target?.values) return [];
  const shape = target.values.map((size, i) => (size === 0 ? x!.shape[i]! : size));
  const total = x!.shape.reduce((product, size) => product * size, 1);
  const rest = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  return moved(
    x!,
    shape.map((size) => (size === -1 ? total / rest : size)),
  );
};

const unsqueeze: Infer = ([x, given], attributes) => {
  const axes = given?.values ?? attributes('axes')?.ints;
  if (!axes) return [];
  const rank = x!.shape.length + axes.length;
  const shape = [...x!.shape];
  for (const axis of axes.map((one) => whole(one, rank)).sort((a, b) => a - b)) shape.splice(axis, 0, 1);
  return moved(x!, shape);
};

const squeeze: Infer = ([x, given], attributes) => {
  const axes = (given?.values ?? attributes('axes')?.ints)?.map((axis) => whole(axis, x!.shape.length));
  return moved(
    x!,
    x!.shape.filter((size, i) => (axes ? !axes.includes(i) : size !== 1)),
  );
};

const gather: Infer = ([x, index], attributes) => {
  const axis = axisOf(attributes, x!.shape.length, 0);
  const shape = [...x!.shape.slice(0, axis), ...index!.shape, ...x!.shape.slice(axis + 1)];
  const made: Known = { shape, type: x!.type };
  if (!x!.values || x!.shape.length !== 1 || !index!.values) return [made];
  return [{ ...made, values: index!.values.map((i) => x!.values![whole(i, x!.shape[0]!)]!) }];
};

const gatherNd: Infer = ([x, index], attributes) => {
  const taken = (attributes('batch_dims')?.i ?? 0) + index!.shape.at(-1)!;
  return [{ shape: [...index!.shape.slice(0, -1), ...x!.shape.slice(taken)], type: x!.type }];
};

const concat: Infer = (inputs, attributes) => {
  const axis = axisOf(attributes, inputs[0]!.shape.length, 0);
  const size = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const made: Known = { shape: inputs[0]!.shape.map((own, i) => (i === axis ? size : own)), type: inputs[0]!.type };
  if (made.shape.length !== 1 || inputs.some((known) => !known.values)) return [made];
  return [{ ...made, values: inputs.flatMap((known) => known.values!) }];
};

const slice: Infer = ([x, starts, ends, givenAxes, givenSteps]) => {
  if (!starts?.values || !ends?.values) return [];
  const axes = givenAxes ? givenAxes.values : starts.values.map((_, i) => i);
  const steps = givenSteps ? givenSteps.values : starts.values.map(() => 1);
  if (!axes || !steps) return [];
  const shape = [...x!.shape];
  let values = x!.shape.length === 1 ? x!.values : undefined;
  axes.forEach((given, i) => {
    const axis = whole(given, shape.length);
    const places = slicePlaces(shape[axis]!, starts.values![i]!, ends.values![i]!, steps[i]!);
    shape[axis] = places.length;
    values = values && places.map((place) => values![place]!);
  });
  return [{ shape, type: x!.type, ...(values ? { values } : {}) }];
};

/** Which places of an axis a Slice takes. */
export function slicePlaces(size: number, start: number, end: number, step: number): number[] {
  const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
  const bound = (value: number): number => (step > 0 ? clamp(value, 0, size) : clamp(value, -1, size - 1));
  const from = bound(start < 0 ? start + size : start);
  const to = bound(end < 0 && end + size >= -1 ? end + size : end < 0 ? -1 : end);
  const places: number[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) places.push(at);
  return places;
}

const split: Infer = ([x, given], attributes, node) => {
  const axis = axisOf(attributes, x!.shape.length, 0);
  const count = node.outputs.length;
  const even = Math.ceil(x!.shape[axis]! / count);
  const parts =
    given?.values ??
    attributes('split')?.ints ??
    Array.from({ length: count }, (_, i) => Math.min(even, x!.shape[axis]! - i * even));
  return parts.map((size) => ({ shape: x!.shape.map((own, i) => (i === axis ? size : own)), type: x!.type }));
};

const transpose: Infer = ([x], attributes) => {
  const order = attributes('perm')?.ints ?? x!.shape.map((_, i) => x!.shape.length - 1 - i);
  return [{ shape: order.map((axis) => x!.shape[axis]!), type: x!.type }];
};

const range: Infer = ([start, limit, step]) => {
  if (!start?.values || !limit?.values || !step?.values) return [];
  const count = Math.max(0, Math.ceil((limit.values[0]! - start.values[0]!) / step.values[0]!));
  return [{ shape: [count], type: start.type }];
};

const constantOfShape: Infer = ([shape], attributes) => {
  if (!shape?.values) return [];
  const tensor = attributes('value')?.t;
  const made: Known = { shape: shape.values, type: tensor?.dataType ?? DataType.float };
  const data = tensor?.data;
  const count = shape.values.reduce((product, size) => product * size, 1);
  if (!data || tensor.dataType !== DataType.int64 || count > MOST_VALUES) return [made];
  const fill = Number(new DataView(data.buffer, data.byteOffset, data.byteLength).getBigInt64(0, true));
  return [{ ...made, values: Array.from({ length: count }, () => fill) }];
};

const flatten: Infer = ([x], attributes) => {
  const axis = axisOf(attributes, x!.shape.length, 1);
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  return moved(x!, [product(x!.shape.slice(0, axis)), product(x!.shape.slice(axis))]);
};

/** The setting of a convolution along one spatial axis. */
type Setting = (name: string, i: number, otherwise: number) => number;

/** Of any number of spatial axes; with a padding that the runtime would work out, nothing. */
const convolution =
  (channelsOf: (weight: readonly number[], groups: number) => number, sizeOf: typeof convolved): Infer =>
  ([x, weight], attributes) => {
    if ((attributes('auto_pad')?.s ?? 'NOTSET') !== 'NOTSET') return [];
    const setting: Setting = (name, i, otherwise) => attributes(name)?.ints?.[i] ?? otherwise;
    const [[rows, , ...sizes], [, , ...taps]] = [x!.shape, weight!.shape] as [number[], number[]];
    const made = sizes.map((size, i) => {
      const padding = setting('pads', i, 0) + setting('pads', i + sizes.length, 0);
      const reach = setting('dilations', i, 1) * (taps[i]! - 1) + 1;
      return sizeOf(size, padding - reach, setting('strides', i, 1));
    });
    return [{ shape: [rows!, channelsOf(weight!.shape, attributes('group')?.i ?? 1), ...made], type: x!.type }];
  };

const convolved = (size: number, room: number, step: number): number => Math.floor((size + room) / step) + 1;
const spreadOut = (size: number, room: number, step: number): number => (size - 1) * step - room;

const OPERATORS: Readonly<Record<string, Infer>> = {
  ...Object.fromEntries(
    (
      'Identity Neg Sqrt Reciprocal Sigmoid Tanh Erf Exp Log Cos Sin Abs Relu Clip Gelu FastGelu QuickGelu Softmax ' +
      'SimplifiedLayerNormalization RMSNormalization LayerNormalization RotaryEmbedding Trilu Not Dropout ScatterElements'
    )
      .split(' ')
      .map((name) => [name, like]),
  ),
  Identity: ([x]) => moved(x!, x!.shape),
  Cast: ([x], attributes) => moved(x!, x!.shape, attributes('to')!.i),
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: ([a, b], attributes, node) => {
    const fraction = a!.type === DataType.float || a!.type === DataType.float16;
    return elementwise((x, y) => (fraction ? x / y : Math.trunc(x / y)))([a!, b!], attributes, node);
  },
  Pow: elementwise((a, b) => a ** b),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  And: elementwise((a, b) => a & b, DataType.bool),
  Or: elementwise((a, b) => a | b, DataType.bool),
  Equal: elementwise((a, b) => (a === b ? 1 : 0), DataType.bool),
  Less: elementwise((a, b) => (a < b ? 1 : 0), DataType.bool),
  Greater: elementwise((a, b) => (a > b ? 1 : 0), DataType.bool),
  LessOrEqual: elementwise((a, b) => (a <= b ? 1 : 0), DataType.bool),
  GreaterOrEqual: elementwise((a, b) => (a >= b ? 1 : 0), DataType.bool),
  Where: elementwise((choice, a, b) => (choice ? a : b), undefined, 1),
  IsNaN: ([x]) => [{ shape: x!.shape, type: DataType.bool }],
  SkipSimplifiedLayerNormalization: ([x]) => {
    const same: Known = { shape: x!.shape, type: x!.type };
    return [same, undefined, undefined, same];
  },
  ReduceMean: reduce,
  ReduceSum: reduce,
  ReduceMax: reduce,
  ReduceMin: reduce,
  MatMul: matmul,
  MatMulInteger: (...of) => matmul(...of).map((made) => ({ ...made!, type: DataType.int32 })),
  DynamicQuantizeLinear: ([x]) => [
    { shape: x!.shape, type: DataType.uint8 },
    { shape: [], type: DataType.float },
    { shape: [], type: DataType.uint8 },
  ],
  MatMulNBits: ([x], attributes) => [{ shape: [...x!.shape.slice(0, -1), attributes('N')!.i!], type: x!.type }],
  Gemm: ([a, b], attributes) => {
    const rows = a!.shape[attributes('transA')?.i ? 1 : 0]!;
    return [{ shape: [rows, b!.shape[attributes('transB')?.i ? 0 : 1]!], type: a!.type }];
  },
  DequantizeLinear: ([x, scale]) => [{ shape: x!.shape, type: scale!.type }],
  GatherBlockQuantized: ([x, index, scale], attributes) => {
    const perByte = x!.type === DataType.uint8 ? 8 / (attributes('bits')?.i ?? 4) : 1;
    return [{ shape: [...index!.shape, ...x!.shape.slice(1, -1), x!.shape.at(-1)! * perByte], type: scale!.type }];
  },
  Reshape: reshape,
  Unsqueeze: unsqueeze,
  Squeeze: squeeze,
  Flatten: flatten,
  Transpose: transpose,
  Expand: ([x, target]) => (target?.values ? [{ shape: broadcast(x!.shape, target.values), type: x!.type }] : []),
  Gather: gather,
  GatherND: gatherNd,
  GatherElements: ([x, index]) => [{ shape: index!.shape, type: x!.type }],
  Pad: ([x, pads]) => {
    const rank = x!.shape.length;
    return pads?.values
      ? [{ shape: x!.shape.map((size, i) => size + pads.values![i]! + pads.values![i + rank]!), type: x!.type }]
      : [];
  },
  Concat: concat,
  Slice: slice,
  Split: split,
  Shape: ([x], attributes) => {
    const values = x!.shape.slice(attributes('start')?.i ?? 0, attributes('end')?.i);
    return [{ shape: [values.length], type: DataType.int64, values }];
  },
  Range: range,
  ConstantOfShape: constantOfShape,
  Conv: convolution(([channels]) => channels!, convolved),
  ConvTranspose: convolution(([, channels], groups) => channels! * groups, spreadOut),
  CausalConvWithState: ([x, , , state]) => [{ shape: x!.shape, type: x!.type }, state],
  GroupQueryAttention: groupQueryAttention,
  Attention: onnxAttention,
  MultiHeadAttention: multiHeadAttention,
};
