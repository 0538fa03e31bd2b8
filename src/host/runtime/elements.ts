/**
 * The element types that graphs declare, as tensors: whole numbers of 32 or 64 bits, fractions of 16 or 32. What the lab
 * computes with is int64 and float32; it is changed where a graph takes or gives another type, and passed on untouched
 * where not. Half-precision numbers come as Float16Array or, where JavaScript has none, as the bits in a Uint16Array.
 */
import { floatsOfHalves, toHalf } from '../bytes/half.ts';
import type { Runtime, Tensor } from './runtime.ts';

export type WholeType = 'int32' | 'int64';
export type FloatType = 'float16' | 'float32';

/** What holds a tensor's fractions: numbers, or the bits of halves. */
export type Fractions = Float32Array | Uint16Array;

/** Whole numbers in the type that a graph wants. */
export function wholeTensor(
  { Tensor }: Pick<Runtime, 'Tensor'>,
  type: WholeType,
  values: BigInt64Array,
  dims: readonly number[],
): Tensor {
  return type === 'int64'
    ? new Tensor('int64', values, dims)
    : new Tensor('int32', Int32Array.from(values, Number), dims);
}

/** Fractions in the type that a graph wants. */
export function tensorOfFloats(
  { Tensor }: Pick<Runtime, 'Tensor'>,
  type: FloatType,
  values: Float32Array,
  dims: readonly number[],
): Tensor {
  if (type === 'float32') return new Tensor('float32', values, dims);
  return rawTensor({ Tensor }, type, halvesOf(values), dims);
}

/** A tensor over data of the very kind that `rawData` gave. */
export function rawTensor(
  { Tensor }: Pick<Runtime, 'Tensor'>,
  type: FloatType,
  data: Fractions,
  dims: readonly number[],
): Tensor {
  return new Tensor(type, data as Float32Array, dims);
}

/** A tensor's own data, fetched from wherever it lies; the tensor is disposed of. */
export async function rawData(tensor: Tensor): Promise<Fractions> {
  return (await tensor.getData(true)) as Fractions;
}

/** A tensor's fractions as float32 numbers; its own array where it is float32. The tensor is disposed of. */
export async function floatData(tensor: Tensor): Promise<Float32Array> {
  const { type } = tensor;
  const data = await rawData(tensor);
  if (type === 'float32') return data as Float32Array;
  return data[Symbol.toStringTag] === 'Uint16Array' ? floatsOfHalves(data as Uint16Array) : Float32Array.from(data);
}

/** A tensor of some fractions as one of the wanted type: itself, or a new one in its place. */
export async function asFloatType(runtime: Pick<Runtime, 'Tensor'>, type: FloatType, tensor: Tensor): Promise<Tensor> {
  if (tensor.type === type) return tensor;
  const dims = tensor.dims;
  return tensorOfFloats(runtime, type, await floatData(tensor), dims);
}

/** Whole numbers of any type, as numbers. */
export function wholesOf(tensor: Tensor): ArrayLike<number> {
  return tensor.type === 'int64' ? Array.from(tensor.data as BigInt64Array, Number) : (tensor.data as Int32Array);
}

type HalfArray = { new (values: ArrayLike<number>): Uint16Array };

function halvesOf(values: Float32Array): Fractions {
  const { Float16Array } = globalThis as { Float16Array?: HalfArray };
  return Float16Array ? new Float16Array(values) : Uint16Array.from(values, toHalf);
}
