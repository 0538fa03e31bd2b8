/**
 * Where a host computes in other fractions than float32, what the passes add is cast on its way in and out. A float32
 * host gets no node more, so its numbers stay the same bits.
 */
import { HostError } from '../errors.ts';
import { newNode, type Edits } from '../onnx/edits.ts';
import { DataType, typeName } from '../onnx/model.ts';

type Types = ReadonlyMap<string, number>;

/**
 * A tensor of the host as float32: itself, or a cast of that name.
 * Throws HostError `not-supported` where the host computes in something that no runtime here casts.
 */
export function asFloat32(edits: Edits, types: Types, tensor: string, name: string): string {
  if (precisionOf(types, tensor) === DataType.float) return tensor;
  edits.add(newNode('Cast', [tensor], [name], [{ name: 'to', i: DataType.float }]));
  return name;
}

/** A float32 tensor in the precision of one of the host's. */
export function fromFloat32(edits: Edits, types: Types, tensor: string, like: string): string {
  const type = precisionOf(types, like);
  if (type === DataType.float) return tensor;
  const name = `${tensor}/cast`;
  edits.add(newNode('Cast', [tensor], [name], [{ name: 'to', i: type }]));
  return name;
}

/** The fractions a tensor holds. One of which nothing is known is taken for float32; a runtime says so if it is not. */
function precisionOf(types: Types, tensor: string): number {
  const type = types.get(tensor) ?? DataType.float;
  if (type === DataType.float || type === DataType.float16 || type === DataType.double) return type;
  throw new HostError(
    'not-supported',
    `This model is not supported, because it computes in ${typeName(type)}.`,
    'Choose its float32, float16 or a quantised file.',
  );
}
