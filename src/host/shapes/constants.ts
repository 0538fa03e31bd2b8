/**
 * Small constants of a graph as numbers: shapes, axes, exponents, scales. Large tensors are weights and never read.
 */
import { fromHalf } from '../bytes/half.ts';
import { attribute } from '../onnx/view.ts';
import { DataType, type Node, type TensorProto } from '../onnx/model.ts';

/** More numbers than this are no shape, axis or setting. */
const MOST_VALUES = 64;

/** The values of a small inline tensor, or undefined when it is large, external or of a type not listed here. */
export function smallValues(tensor: TensorProto): readonly number[] | undefined {
  const count = tensor.dims.reduce((product, size) => product * size, 1);
  if (count > MOST_VALUES || tensor.external) return undefined;
  if (count === 0) return [];
  if (tensor.values) return tensor.dataType === DataType.float16 ? tensor.values.map(fromHalf) : tensor.values;
  const { data } = tensor;
  if (!data) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = READERS[tensor.dataType];
  return read ? Array.from({ length: count }, (_, i) => read(view, i)) : undefined;
}

const READERS: Readonly<Record<number, (view: DataView, i: number) => number>> = {
  [DataType.float]: (view, i) => view.getFloat32(4 * i, true),
  [DataType.float16]: (view, i) => fromHalf(view.getUint16(2 * i, true)),
  [DataType.int32]: (view, i) => view.getInt32(4 * i, true),
  [DataType.int64]: (view, i) => Number(view.getBigInt64(8 * i, true)),
  [DataType.bool]: (view, i) => view.getUint8(i),
  [DataType.uint8]: (view, i) => view.getUint8(i),
};

/** What a Constant node holds, as a tensor's shape, type and values. */
export function constantOfNode(node: Node): { shape: readonly number[]; type: number; values?: readonly number[] } {
  const tensor = attribute(node, 'value')?.t;
  if (tensor) {
    const values = smallValues(tensor);
    return { shape: tensor.dims, type: tensor.dataType, ...(values ? { values } : {}) };
  }
  const [i, f] = [attribute(node, 'value_int')?.i, attribute(node, 'value_float')?.f];
  const [ints, floats] = [attribute(node, 'value_ints')?.ints, attribute(node, 'value_floats')?.floats];
  if (i !== undefined) return { shape: [], type: DataType.int64, values: [i] };
  if (f !== undefined) return { shape: [], type: DataType.float, values: [f] };
  if (ints) return { shape: [ints.length], type: DataType.int64, values: ints };
  return { shape: [floats?.length ?? 0], type: DataType.float, values: floats ?? [] };
}
