/**
 * The parts of a run on their way in, piece by piece, wherever they lie: in a zip, in a folder, at an address. Nothing
 * here holds more than the piece that is looked at, unless the whole of a part is asked for.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { fileUnreadable, importDamaged, importTooLarge } from './import-errors.ts';

/** A part of a run that can be read, and read again. */
export interface RunPart {
  /** null where it is not known before it is read */
  bytes: number | null;
  /** Its bytes in order. Throws what reading throws, as LabErrors. */
  chunks: () => AsyncIterable<Uint8Array>;
}

/** The longest line of a journal that is read, bytes: a generation has some kilobytes to some megabytes. */
const MOST_LINE_BYTES = 64 * 2 ** 20;
const LINE_END = 0x0a;

/** @param name  of the file that it is or lies in, for the sentence of LabError `file-unreadable` */
export function partOfBlob(blob: Blob, name: string): RunPart {
  return { bytes: blob.size, chunks: () => chunksOf(blob, name) };
}

async function* chunksOf(blob: Blob, name: string): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw fileUnreadable(name, cause);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A part as one array. Throws LabError `import-too-large` where it is longer than that. */
export async function wholeOf({ bytes, chunks }: RunPart, most: number): Promise<Uint8Array> {
  if (bytes !== null && bytes > most) throw importTooLarge(bytes, most);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks()) {
    length += chunk.length;
    if (length > most) throw importTooLarge(length, most);
    pieces.push(chunk);
  }
  return joined(pieces, length);
}

/** The same part, which throws LabError `import-damaged` at its end unless it had this size and this SHA-256. */
export function checkedPart(
  part: RunPart,
  path: string,
  { bytes, sha256: expected }: { bytes: number; sha256: string },
) {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    const hash = sha256.create();
    let length = 0;
    for await (const chunk of part.chunks()) {
      hash.update(chunk);
      length += chunk.length;
      yield chunk;
    }
    if (length !== bytes || bytesToHex(hash.digest()) !== expected)
      throw importDamaged(`its part “${path}” has changed`);
  };
  return { bytes, chunks } satisfies RunPart;
}

/** The first bytes of a part. Throws LabError `import-damaged` where it has fewer. */
export function beginningOf(part: RunPart, path: string, bytes: number): RunPart {
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    let left = bytes;
    if (left === 0) return;
    for await (const chunk of part.chunks()) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
    throw importDamaged(`its part “${path}” has ${bytes - left} bytes of ${bytes}`);
  };
  return { bytes, chunks };
}

/** The lines of a text as bytes, without their ends. Throws LabError `import-damaged` for a last line that does not end. */
export async function* lineBytesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      const rest = chunk.subarray(from, end);
      yield length === 0 ? rest : joined([...pieces, rest], length + rest.length);
      [pieces, length, from] = [[], 0, end + 1];
    }
    if (from === chunk.length) continue;
    const begun = chunk.subarray(from);
    pieces.push(begun);
    length += begun.length;
    if (length > MOST_LINE_BYTES) throw importDamaged('its journal has a line that is longer than any generation');
  }
  if (length > 0) throw importDamaged('its journal is cut off');
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
