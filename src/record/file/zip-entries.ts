/** The content of a zip's entries: never more of it than the directory says, and of a file of any size only what is asked for. */
import { Inflate, inflateSync } from 'fflate';
import { cutOff } from './import-errors.ts';
import { partOfBlob, type RunPart } from './run-parts.ts';
import { contentAt, HEADER_BYTES, STORED, viewOfSlice, type ZipEntry } from './zip-directory.ts';

/** How much is inflated at once: a thousand times as much can come of it. */
const STEP_BYTES = 16 * 2 ** 10;

/** The bytes of an entry without an objection. Throws LabError `import-damaged`. */
export function unpackEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const { method, local, packedBytes, bytes: size } = entry;
  const there = Math.min(local, bytes.length);
  const header = new DataView(bytes.buffer, bytes.byteOffset + there, bytes.length - there);
  const from = contentAt(header, entry, bytes.length);
  const packed = bytes.subarray(from, from + packedBytes);
  if (method === STORED) return packed.slice();
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (thrown) {
    throw cutOff(thrown);
  }
}

/** The same, piece by piece. @param name  of the file */
export function partOfEntry(file: Blob, name: string, entry: ZipEntry): RunPart {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    const header = await viewOfSlice(file, name, entry.local, entry.local + HEADER_BYTES);
    const from = contentAt(header, entry, file.size);
    const packed = partOfBlob(file.slice(from, from + entry.packedBytes), name);
    if (entry.method === STORED) yield* packed.chunks();
    else yield* inflated(packed.chunks(), entry.bytes);
  };
  return { bytes: entry.bytes, chunks };
}

async function* inflated(packed: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let came: Uint8Array[] = [];
  let total = 0;
  const inflate = new Inflate((chunk) => {
    total += chunk.length;
    came.push(chunk);
  });
  const push = (piece: Uint8Array, isLast: boolean): Uint8Array[] => {
    came = [];
    try {
      inflate.push(piece, isLast);
    } catch (thrown) {
      throw cutOff(thrown);
    }
    if (total > size || (isLast && total < size)) throw cutOff();
    return came;
  };
  for await (const chunk of packed)
    for (let at = 0; at < chunk.length; at += STEP_BYTES) yield* push(chunk.subarray(at, at + STEP_BYTES), false);
  yield* push(new Uint8Array(), true);
}
