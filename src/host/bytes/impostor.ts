/**
 * What often lies where a model or an adapter should: the pointer that git leaves without git-lfs, a web page that a
 * server sent instead of the file, a download that never began. The cause is told, not "damaged".
 */

/**
 * In words what a file is instead, such as `empty` or `a zip archive`; undefined for anything else.
 * @param bytes  the file, or its first 512 bytes
 * @example
 * import { impostorOf } from 'evolora-host';
 *
 * impostorOf(new TextEncoder().encode('<!doctype html><title>Log in</title>'))!.slice(0, 17); // → 'a web page (HTML)'
 */
export function impostorOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'empty';
  const start = startOf(bytes);
  if (/^version https:\/\/(git-lfs|hawser)\.github\.com\/spec\//.test(start))
    return 'a Git LFS pointer and not the file it points to: it was cloned without git-lfs';
  if (isWebPage(bytes)) return 'a web page (HTML): the server sent a page in place of the file';
  if (/^\s*<(\?xml|Error>)/.test(start))
    return 'an XML message: the server sent an answer of its own in place of the file';
  if (/^\s*(Entry not found|Not Found|404\b|Repository not found|Invalid username or password)/i.test(start))
    return 'a message that the server sent in place of the file';
  if (bytes.length > 3 && bytes[0] === 0x1f && bytes[1] === 0x8b) return 'still compressed with gzip';
  if (start.startsWith('PK\u0003\u0004')) return 'a zip archive';
  return undefined;
}

/** Files of other programs that carry models: where a mark stands in them, the mark, and what they are. */
const FORMATS: readonly (readonly [at: number, mark: string, what: string])[] = [
  [0, 'GGUF', 'a GGUF file, which llama.cpp reads'],
  [0, 'lmgg', 'a GGML file, which llama.cpp read once'],
  [0, 'tjgg', 'a GGML file, which llama.cpp read once'],
  [0, '\u0089HDF\r\n', 'an HDF5 file, as Keras writes them'],
  [0, '\u0093NUMPY', 'an array of NumPy'],
  [4, 'ORTM', 'in the runtime’s own format (ORT), not in ONNX'],
  [4, 'TFL3', 'a TensorFlow Lite model'],
];

/** In words what other program's file it is, such as `a GGUF file, which llama.cpp reads`; undefined for anything else. */
export function otherFormatOf(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 512));
  if (isPickle(start)) return 'a checkpoint of torch (pickle)';
  return FORMATS.find(([at, mark]) => start.startsWith(mark, at))?.[2];
}

/** Alone, or in a zip as torch writes it. The third byte tells it from safetensors, whose length begins with any two. */
function isPickle(start: string): boolean {
  if (start.startsWith('PK\u0003\u0004')) return start.includes('data.pkl');
  return start.startsWith('\u0080') && start.charCodeAt(1) <= 5 && start.charCodeAt(2) > 0;
}

/** Eight bytes of length, the upper ones zero unless the header is absurdly long, then a header in JSON. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
}

export function isWebPage(bytes: Uint8Array): boolean {
  return /^\s*(<!--[\s\S]*?-->\s*)?<(!doctype\s+html|html|head|body)\b/i.test(startOf(bytes));
}

function startOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 512)).replace(/^\uFEFF/, '');
}
