/**
 * ONNX Runtime's adapter files, `.onnx_adapter`: FlatBuffers of the identifier TORT, tensors by the names of a graph's inputs.
 * Schema: microsoft/onnxruntime, onnxruntime/lora/adapter_format/adapter_schema.fbs.
 *
 *     table Parameter { name:string; dims:[int64]; data_type:int; raw_data:[uint8] (force_align: 8); }
 *     table Adapter { format_version:int; adapter_version:int; model_version:int; parameters:[Parameter]; }
 *
 * They are written by the FlatBuffers package and read here, since a file may come from anyone and that package's reader
 * follows whatever offsets it is given.
 */
import { Builder } from 'flatbuffers';
import { HostError, type SafeTensor } from '../../host/index.ts';

const IDENTIFIER = 'TORT';
const FORMAT_VERSION = 1;
/** ONNX's numbers of the types that weights have. */
const TYPES = { F32: 1, F16: 10, BF16: 16 } as const;
type Floats = keyof typeof TYPES;
const BYTES: Readonly<Record<Floats, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Throws RangeError for tensors of other types than F32. */
export function writeOrtFile(tensors: ReadonlyMap<string, SafeTensor>): Uint8Array<ArrayBuffer> {
  const builder = new Builder(1024);
  const parameters = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    if (dtype !== 'F32') throw new RangeError(`${name} is ${dtype}`);
    const said = builder.createString(name);
    builder.startVector(8, shape.length, 8);
    for (const size of shape.toReversed()) builder.addInt64(BigInt(size));
    const dims = builder.endVector();
    // createByteVector would not begin on a boundary of 8 bytes.
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    builder.startVector(1, bytes.length, 8);
    for (let at = bytes.length - 4; at >= 0; at -= 4) builder.addInt32(words.getInt32(at, true));
    const data = builder.endVector();
    builder.startObject(4);
    builder.addFieldOffset(0, said, 0);
    builder.addFieldOffset(1, dims, 0);
    builder.addFieldInt32(2, TYPES[dtype], 0);
    builder.addFieldOffset(3, data, 0);
    return builder.endObject();
  });
  builder.startVector(4, parameters.length, 4);
  for (const parameter of parameters.toReversed()) builder.addOffset(parameter);
  const all = builder.endVector();
  builder.startObject(4);
  builder.addFieldInt32(0, FORMAT_VERSION, 0);
  builder.addFieldInt32(1, 1, 0);
  builder.addFieldInt32(2, 1, 0);
  builder.addFieldOffset(3, all, 0);
  builder.finish(builder.endObject(), IDENTIFIER);
  return new Uint8Array(builder.asUint8Array());
}

/** The tensors by name. Throws HostError `adapter-damaged`, or `not-supported` for other types and newer forms. */
export function readOrtFile(file: Uint8Array): Map<string, SafeTensor> {
  try {
    return tensorsOf(new DataView(file.buffer, file.byteOffset, file.byteLength));
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown; // a DataView was asked beyond the end of the file
    throw damaged('it is cut off or points outside itself', thrown);
  }
}

function tensorsOf(view: DataView): Map<string, SafeTensor> {
  const identifier = String.fromCharCode(...[4, 5, 6, 7].map((at) => view.getUint8(at)));
  if (identifier !== IDENTIFIER) throw damaged('it does not begin as an .onnx_adapter does');
  const root = new Table(view, view.getUint32(0, true));
  const version = root.number(0);
  if (version !== FORMAT_VERSION)
    throw notSupported(`it has version ${version} of its form, and ${FORMAT_VERSION} is read`);
  const { from, length } = root.vector(3, 4);
  const tensors = new Map<string, SafeTensor>();
  for (let i = 0; i < length; i++) {
    const at = from + 4 * i;
    const [name, tensor] = parameterOf(view, new Table(view, at + view.getUint32(at, true)));
    if (tensors.has(name)) throw damaged(`it holds ${name} twice`);
    tensors.set(name, tensor);
  }
  return tensors;
}

function parameterOf(view: DataView, table: Table): [string, SafeTensor] {
  const bytesOf = ({ from, length }: Vector) => new Uint8Array(view.buffer, view.byteOffset + from, length);
  const name = new TextDecoder().decode(bytesOf(table.vector(0, 1)));
  const dims = table.vector(1, 8);
  if (dims.length > 8) throw damaged(`${name} has ${dims.length} axes`);
  const shape = Array.from({ length: dims.length }, (_, i) => Number(view.getBigInt64(dims.from + 8 * i, true)));
  const type = table.number(2);
  const found = (Object.keys(TYPES) as Floats[]).find((each) => TYPES[each] === type);
  if (!found) throw notSupported(`${name} is of ONNX’s type ${type}, and only 32 and 16 bit floats are read`);
  const data = bytesOf(table.vector(3, 1));
  const bytes = shape.reduce((product, size) => product * size, BYTES[found]);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || bytes !== data.length)
    throw damaged(`${name} is ${shape.join(' × ')} and has ${data.length} bytes`);
  return [name, { dtype: found, shape, bytes: data }];
}

interface Vector {
  from: number;
  length: number;
}

/** A table: behind its offset to a list of where its fields lie. RangeError for whatever lies outside. */
class Table {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** Where a field lies; 0 where it is left out. */
  #field(index: number): number {
    const list = this.#at - this.#view.getInt32(this.#at, true);
    const size = this.#view.getUint16(list, true);
    const offset = 4 + 2 * index < size ? this.#view.getUint16(list + 4 + 2 * index, true) : 0;
    return offset === 0 ? 0 : this.#at + offset;
  }

  number(index: number): number {
    const at = this.#field(index);
    return at === 0 ? 0 : this.#view.getInt32(at, true);
  }

  vector(index: number, bytesEach: number): Vector {
    const at = this.#field(index);
    if (at === 0) return { from: 0, length: 0 };
    const start = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(start, true);
    if (start + 4 + length * bytesEach > this.#view.byteLength) throw new RangeError('a vector beyond the end');
    return { from: start + 4, length };
  }
}

function damaged(why: string, cause?: unknown): HostError {
  return new HostError('adapter-damaged', `The adapter file is damaged: ${why}.`, 'Export or download it again.', {
    cause,
  });
}

function notSupported(why: string): HostError {
  return new HostError(
    'not-supported',
    `This adapter is not supported, because ${why}.`,
    'Use a plain LoRA adapter, or convert it to one.',
  );
}
