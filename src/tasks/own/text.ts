/** The text of a task file: UTF-8, or UTF-16 where a byte order mark says so. A mixture is found and told with its line. */
import { MOST_TASK_BYTES } from './limits.ts';
import { unreadableTasks } from './faults.ts';

/** Throws LabError `tasks-unreadable`. */
export function textOf(bytes: Uint8Array, file?: string): string {
  if (bytes.length > MOST_TASK_BYTES)
    throw unreadableTasks(
      `it has ${Math.ceil(bytes.length / 2 ** 20)} MB, and at most ${MOST_TASK_BYTES / 2 ** 20} are read`,
      file,
    );
  if (isUnmarkedUtf16(bytes))
    throw unreadableTasks('it is UTF-16 without a byte order mark, as it seems; save it as UTF-8', file);
  const kind = signatureOf(bytes);
  if (kind !== null) throw unreadableTasks(`it is ${kind}`, file);
  const encoding = encodingOf(bytes);
  const text = encoding === 'utf-8' ? fromUtf8(bytes, file) : fromUtf16(bytes, encoding, file);
  const zero = text.indexOf('\0');
  if (zero >= 0) throw unreadableTasks(`line ${lineOf(text, zero)} has a zero byte, which no text has`, file);
  if (/^\s*<(!doctype\s+html|html|head|body)\b/i.test(text)) throw unreadableTasks('it is a web page (HTML)', file);
  if (text.startsWith('version https://git-lfs.'))
    throw unreadableTasks('it is a Git LFS pointer, cloned without git-lfs', file);
  if (text.trim() === '') throw unreadableTasks('it is empty', file);
  return text;
}

const SIGNATURES: readonly [string, readonly number[]][] = [
  ['a zip archive, as spreadsheets and runs of this lab are', [0x50, 0x4b, 3, 4]],
  ['compressed by gzip', [0x1f, 0x8b]],
  ['compressed by Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['a PDF', [0x25, 0x50, 0x44, 0x46]],
];

function signatureOf(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find(([, signs]) => signs.every((sign, i) => bytes[i] === sign));
  return found?.[0] ?? null;
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function fromUtf16(bytes: Uint8Array, encoding: string, file?: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadableTasks('it begins as UTF-16 and is none all through; save the whole file as UTF-8', file, cause);
  }
}

/** Of what a file of tasks begins with, UTF-16 has every other byte zero. */
function isUnmarkedUtf16([first, second]: Uint8Array): boolean {
  return (first === 0) !== (second === 0) && second !== undefined;
}

function fromUtf8(bytes: Uint8Array, file?: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const lossy = new TextDecoder('utf-8').decode(bytes);
    // A file may hold the sign itself: then its own bytes are in it at an earlier place, and the line is only the nearest.
    const line = lineOf(lossy, lossy.indexOf('\ufffd'));
    throw unreadableTasks(`line ${line} is in another encoding than UTF-8; save the whole file as UTF-8`, file, cause);
  }
}

/** The line of a place in a text, from 1. */
function lineOf(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n?|\n/).length;
}
