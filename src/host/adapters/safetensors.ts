/**
 * The safetensors file format (github.com/huggingface/safetensors): eight bytes of header length, a JSON header, then
 * the tensors' bytes back to back. A file is checked completely before any of it is believed: it may come from anyone.
 */
import { HostError } from '../errors.ts';

export type SafeDtype = 'F32' | 'F16' | 'I64';

export interface SafeTensor {
  dtype: SafeDtype;
  shape: readonly number[];
  /** little-endian, a view into the file when read */
  bytes: Uint8Array;
}

export interface SafeFile {
  tensors: Map<string, SafeTensor>;
  metadata: Record<string, string>;
}

const BYTES_PER_NUMBER: Readonly<Record<SafeDtype, number>> = { F32: 4, F16: 2, I64: 8 };
const MOST_HEADER_BYTES = 10e6;

/** Reads a file. Throws HostError `adapter-damaged` on any disagreement between header and bytes. */
export function readSafetensors(file: Uint8Array): SafeFile {
  const header = readHeader(file);
  const body = file.subarray(header.end);
  const tensors = new Map<string, SafeTensor>();
  const metadata: Record<string, string> = {};
  let covered = 0;
  for (const [name, entry] of Object.entries(header.entries)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(plainObject(entry, name))) {
        if (typeof value !== 'string') throw damaged(`its note ${key} is no text`);
        metadata[key] = value;
      }
      continue;
    }
    const tensor = readTensor(name, plainObject(entry, name), body);
    covered += tensor.bytes.length;
    tensors.set(name, tensor);
  }
  checkGapless(tensors, body);
  if (covered !== body.length) throw damaged(`its tensors cover ${covered} of ${body.length} bytes`);
  return { tensors, metadata };
}

function readHeader(file: Uint8Array): { entries: Record<string, unknown>; end: number } {
  if (file.length < 8) throw damaged('it is too short');
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES || 8 + length > file.length) throw damaged('its header is longer than the file');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length));
    return { entries: plainObject(JSON.parse(text), 'header'), end: 8 + length };
  } catch (cause) {
    if (cause instanceof HostError) throw cause;
    throw damaged('its header is no JSON');
  }
}

function readTensor(name: string, entry: Record<string, unknown>, body: Uint8Array): SafeTensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_PER_NUMBER, dtype))
    throw damaged(`${name} has the type ${String(dtype)}`);
  if (!isWholeList(shape)) throw damaged(`${name} has no shape`);
  if (!isWholeList(offsets) || offsets.length !== 2) throw damaged(`${name} has no place in the file`);
  const [from, to] = offsets as [number, number];
  const count = shape.reduce((product, size) => product * size, 1);
  if (from > to || to > body.length) throw damaged(`${name} reaches past the end of the file`);
  if (to - from !== count * BYTES_PER_NUMBER[dtype as SafeDtype])
    throw damaged(`${name} has another size than its shape says`);
  return { dtype: dtype as SafeDtype, shape, bytes: body.subarray(from, to) };
}

/** Tensors may neither overlap nor leave holes, as the format demands. */
function checkGapless(tensors: ReadonlyMap<string, SafeTensor>, body: Uint8Array): void {
  const spans = [...tensors.values()].map(({ bytes }) => [bytes.byteOffset - body.byteOffset, bytes.length] as const);
  let at = 0;
  for (const [from, length] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== at) throw damaged('its tensors overlap or leave holes');
    at += length;
  }
}

/** Writes a file; tensors in the map's order, header padded to eight bytes as the reference writer does. */
export function writeSafetensors({ tensors, metadata }: SafeFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let at = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    at += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + padded + at).fill(32, 8, 8 + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(text, 8);
  let end = 8 + padded;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, end);
    end += bytes.length;
  }
  return file;
}

/** The numbers of an F32 or F16 tensor, copied. Throws HostError `adapter-damaged` for other types. */
export function floatsOfTensor({ dtype, bytes }: SafeTensor): Float32Array<ArrayBuffer> {
  if (dtype === 'F32') return new Float32Array(bytes.slice().buffer);
  if (dtype !== 'F16') throw damaged(`it holds ${dtype} where numbers with fractions belong`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => fromHalf(view.getUint16(2 * i, true)));
}

/** IEEE 754 binary16 as a number. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A tensor over float32 numbers. */
export function floatTensor(shape: readonly number[], values: Float32Array): SafeTensor {
  return { dtype: 'F32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

function plainObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged(`${name} is not described`);
  return value as Record<string, unknown>;
}

function isWholeList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function damaged(why: string): HostError {
  return new HostError('adapter-damaged', `The adapter file is damaged: ${why}.`, 'Export or download it again.');
}
