/**
 * Series as a TensorBoard event file: TFRecords (length, its masked CRC-32C, bytes, their masked CRC-32C, all little-endian)
 * of Event messages in protocol buffers. Sources: tensorflow/core/lib/io/record_writer.cc, tensorflow/core/util/event.proto
 * and framework/summary.proto. A step is a generation. There is no clock in a run: the time of an event is its generation
 * in seconds, so that equal runs give equal bytes.
 */
import type { RunFacts } from '../run.ts';

export interface Scalars {
  tag: string;
  points: readonly { generation: number; value: number }[];
}

/** @param scalars  points that are no numbers are left out, as TensorBoard draws gaps by itself */
export function writeEvents(scalars: readonly Scalars[], facts: RunFacts): Uint8Array<ArrayBuffer> {
  const events = [startEvent(facts)];
  for (const { tag, points } of scalars)
    for (const { generation, value } of points)
      if (Number.isFinite(value)) events.push(scalarEvent(tag, generation, value));
  const records = events.map(record);
  const file = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of records) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** The first event of a file names its version; its writer is where the run can be told. */
function startEvent({ hash }: RunFacts): number[] {
  const writer = chunk(1, utf8(`evolora-lab run ${hash}`));
  return [...double(1, 0), ...chunk(3, utf8('brain.Event:2')), ...chunk(10, writer)];
}

function scalarEvent(tag: string, generation: number, value: number): number[] {
  const summaryValue = [...chunk(1, utf8(tag)), ...float(2, value)];
  return [...double(1, generation), ...integer(2, generation), ...chunk(5, chunk(1, summaryValue))];
}

// Wire types of protocol buffers: 0 a varint, 1 eight bytes, 2 a length and so many bytes, 5 four bytes.

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function integer(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

function chunk(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

function double(field: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...varint(field * 8 + 1), ...new Uint8Array(view.buffer)];
}

function float(field: number, value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [...varint(field * 8 + 5), ...new Uint8Array(view.buffer)];
}

function utf8(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function record(event: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + event.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(event.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(event, 12);
  view.setUint32(12 + event.length, maskedCrc(bytes.subarray(12, 12 + event.length)), true);
  return bytes;
}

/** Castagnoli's polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** A checksum of what holds checksums would be easily fooled: turned by 15 bits, and a constant added. */
function maskedCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
