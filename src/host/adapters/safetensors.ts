/**
 * The safetensors file format (github.com/huggingface/safetensors): eight bytes of header length, a JSON header, then
 * the tensors' bytes back to back. A file is checked completely before any of it is believed: it may come from anyone.
 */
import { fromHalf } from '../bytes/half.ts';
import { doubledKey } from '../../base/json-keys.ts';
import { damaged, notSupported, refuseImpostor } from './refusals.ts';

type SafeDtype = keyof typeof BYTES_PER_NUMBER;

export interface SafeTensor {
  dtype: SafeDtype;
  shape: readonly number[];
  /** little-endian, a view into the file when read */
  bytes: Uint8Array;
}

interface SafeFile {
  tensors: Map<string, SafeTensor>;
  metadata: Record<string, string>;
}

/** Every type of the format's whole-byte ones; which of them become numbers here, `floatsOfTensor` says. */
const BYTES_PER_NUMBER = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;
/** Names that mean something else to JavaScript's objects; no honest file has them. */
const BAD_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const MOST_HEADER_BYTES = 10e6;

/**
 * Reads a safetensors file. Throws HostError `adapter-damaged` on any disagreement between header and bytes.
 * @example
 * import { floatTensor, readSafetensors, writeSafetensors } from 'evolora-host';
 *
 * const tensors = new Map([['x', floatTensor([2, 1], Float32Array.of(0.5, 2))]]);
 * readSafetensors(writeSafetensors({ tensors, metadata: {} })).tensors.get('x')!.shape; // → [2, 1]
 */
export function readSafetensors(bytes: Uint8Array): SafeFile {
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength); // Node's Buffer slices without copying
  const header = readHeader(file);
  const body = file.subarray(header.end);
  const tensors = new Map<string, SafeTensor>();
  const metadata: Record<string, string> = {};
  let covered = 0;
  for (const [name, entry] of Object.entries(header.entries)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(plainObject(entry, name))) {
        if (typeof value !== 'string') throw damaged(`its note ${key} is no text`);
        if (key === '__proto__') throw damaged('it has a note called __proto__');
        metadata[key] = value;
      }
      continue;
    }
    if (BAD_NAMES.has(name)) throw damaged(`it has a tensor called ${name}`);
    const tensor = readTensor(name, plainObject(entry, name), body);
    covered += tensor.bytes.length;
    tensors.set(name, tensor);
  }
  checkGapless(tensors, body);
  if (covered !== body.length) throw damaged(`its tensors cover ${covered} of ${body.length} bytes`);
  return { tensors, metadata };
}

function readHeader(file: Uint8Array): { entries: Record<string, unknown>; end: number } {
  refuseImpostor(file, 'file');
  if (file.length < 8) throw damaged('it is too short');
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > file.length) throw damaged('its header is longer than the file');
  if (length > MOST_HEADER_BYTES)
    throw damaged(`its header has ${length} bytes, and at most ${MOST_HEADER_BYTES} are read`);
  const { text, value } = parseHeader(file.subarray(8, 8 + length));
  const doubled = doubledKey(text);
  if (doubled !== undefined) throw damaged(`its header names ${doubled} twice`);
  return { entries: plainObject(value, 'header'), end: 8 + length };
}

function parseHeader(bytes: Uint8Array): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw damaged('its header is no JSON');
  }
}

function readTensor(name: string, entry: Record<string, unknown>, body: Uint8Array): SafeTensor {
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') throw damaged(`${name} has no type`);
  if (!Object.hasOwn(BYTES_PER_NUMBER, dtype)) throw strangeType(dtype);
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

/**
 * Writes a safetensors file; tensors in the map's order, header padded to eight bytes as the reference writer does.
 * @example
 * import { floatTensor, writeSafetensors } from 'evolora-host';
 *
 * const tensors = new Map([['x', floatTensor([2, 1], Float32Array.of(0.5, 2))]]);
 * writeSafetensors({ tensors, metadata: {} }).length % 8; // → 0
 */
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

/**
 * The numbers of an F64, F32, F16 or BF16 tensor as float32, copied. Throws HostError `not-supported` for other types.
 * @example
 * import { floatsOfTensor } from 'evolora-host';
 *
 * [...floatsOfTensor({ dtype: 'BF16', shape: [1], bytes: Uint8Array.of(0x80, 0x3f) })]; // → [1]
 */
export function floatsOfTensor({ dtype, bytes }: SafeTensor): Float32Array<ArrayBuffer> {
  if (dtype === 'F32') return new Float32Array(bytes.slice().buffer);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / BYTES_PER_NUMBER[dtype];
  if (dtype === 'F16') return Float32Array.from({ length: count }, (_, i) => fromHalf(view.getUint16(2 * i, true)));
  if (dtype === 'F64') return Float32Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
  if (dtype === 'BF16') {
    const bits = Uint32Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true) << 16);
    return new Float32Array(bits.buffer);
  }
  throw strangeType(dtype);
}

function strangeType(dtype: string): Error {
  return notSupported(`its numbers are of type ${dtype.slice(0, 60)}`, 'Save it as float32, float16 or bfloat16.');
}

/**
 * A tensor over float32 numbers, row-major; a view of them.
 * @example
 * import { floatTensor } from 'evolora-host';
 *
 * floatTensor([2, 1], Float32Array.of(0.5, 2)).bytes.length; // → 8
 */
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
