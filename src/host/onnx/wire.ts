/**
 * The protobuf wire format, as far as ONNX uses it: varints, 4-byte floats and length-delimited fields.
 * Reading makes views, never copies, so a model's weights stay where the download put them. A field nobody here knows
 * is kept as its own bytes and written back, so a file of a later ONNX version survives us.
 * Source: protobuf.dev/programming-guides/encoding.
 */
import { HostError } from '../errors.ts';

/** One field of a message. `raw` is the whole field with its tag, for writing back unread. */
export interface WireField {
  number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes */
  wire: number;
  /** the value of a varint, as a signed 64-bit number (exact below 2^53), else 0 */
  value: number;
  /** the content of any other field, else empty */
  bytes: Uint8Array;
  raw: Uint8Array;
}

/** The fields of one message, in file order. Throws HostError `host-damaged` where the bytes are no protobuf. */
export function* fieldsOf(message: Uint8Array): Generator<WireField> {
  let at = 0;
  const empty = message.subarray(0, 0);
  while (at < message.length) {
    const start = at;
    const tag = readVarint(message, at);
    at = tag.next;
    const number = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    let value = 0;
    let bytes = empty;
    if (wire === 0) {
      const read = readVarint(message, at);
      [value, at] = [read.value, read.next];
    } else {
      const size = wire === 2 ? readVarint(message, at) : { value: fixedSize(wire), next: at };
      at = size.next + size.value;
      if (size.value < 0 || at > message.length) throw damaged('a field reaches past the end of the file');
      bytes = message.subarray(size.next, at);
    }
    if (number < 1) throw damaged('a field has no number');
    yield { number, wire, value, bytes, raw: message.subarray(start, at) };
  }
}

function fixedSize(wire: number): number {
  if (wire === 1) return 8;
  if (wire === 5) return 4;
  throw damaged(`wire type ${wire} is not used by ONNX`);
}

/** A packed or single repeated varint field, as numbers. */
export function varintsOf(field: WireField): number[] {
  if (field.wire === 0) return [field.value];
  const values: number[] = [];
  for (let at = 0; at < field.bytes.length;) {
    const read = readVarint(field.bytes, at);
    values.push(read.value);
    at = read.next;
  }
  return values;
}

/** A packed or single repeated float field, as numbers. */
export function floatsOf(field: WireField): number[] {
  const view = new DataView(field.bytes.buffer, field.bytes.byteOffset, field.bytes.byteLength);
  return Array.from({ length: field.bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let low = 0;
  let high = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw damaged('it ends in the middle of a number');
    const bits = byte & 127;
    if (i < 4) low |= bits << (7 * i);
    else if (i === 4) [low, high] = [low | (bits << 28), bits >>> 4];
    else high |= bits << (7 * i - 32);
    if (byte < 128) return { value: (high | 0) * 4294967296 + (low >>> 0), next: at + i + 1 };
  }
  throw damaged('a number is longer than 64 bits');
}

function damaged(why: string): HostError {
  return new HostError('host-damaged', `The host's ONNX file is damaged: ${why}.`, 'Download or copy the host again.');
}

/** Collects the fields of one message; `bytes()` joins them. */
export class Writer {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    return this;
  }

  varint(number: number, value: number): this {
    return this.raw(varintBytes(number * 8)).raw(varintBytes(value));
  }

  float(number: number, value: number): this {
    return this.raw(varintBytes(number * 8 + 5)).raw(new Uint8Array(new Float32Array([value]).buffer));
  }

  message(number: number, bytes: Uint8Array): this {
    return this.raw(varintBytes(number * 8 + 2))
      .raw(varintBytes(bytes.length))
      .raw(bytes);
  }

  text(number: number, text: string): this {
    return this.message(number, new TextEncoder().encode(text));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const joined = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }
}

function varintBytes(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
