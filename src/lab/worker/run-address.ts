/**
 * Runs that lie at an address: a file is fetched whole before it is read, for its list of parts stands at its end; of a
 * directory, an address that ends with a slash, each part is read as it comes. What is sent in a file's place is told.
 */
import { AMENDED } from '../../record/file/directory-texts.ts';
import { MOST_FILE_BYTES } from '../../record/file/evolora-zip.ts';
import { importTooLarge, importUnreachable } from '../../record/file/import-errors.ts';
import type { PartsOfFolder } from '../../record/file/run-folder.ts';

/** Fetched bytes are handed to the browser in pieces of this size; it keeps large blobs on the disk. */
const PIECE_BYTES = 4 * 2 ** 20;

interface FetchOptions {
  /** Gives it up: its reason is thrown. */
  signal: AbortSignal;
  /** Called with the share that has come; not at all where the server does not say how much there is. */
  onShare?: (share: number) => void;
}

/** Whether an address is that of a directory. */
export function isFolderAddress(address: string): boolean {
  return new URL(address).pathname.endsWith('/');
}

/** The file at an address. Throws LabError `import-unreachable` or `import-too-large`. */
export async function fetchFile(address: string, { signal, onShare }: FetchOptions): Promise<Blob> {
  const response = await answerOf(address, signal);
  const told = Number(response.headers.get('content-length') ?? 0);
  // What is packed for the way has another length than what comes.
  const total = response.headers.has('content-encoding') ? 0 : told;
  if (total > MOST_FILE_BYTES) throw importTooLarge(total, MOST_FILE_BYTES);
  const pieces: Blob[] = [];
  let [held, heldBytes, bytes] = [[] as Uint8Array<ArrayBuffer>[], 0, 0];
  for await (const chunk of chunksOf(response, signal)) {
    bytes += chunk.length;
    if (bytes > MOST_FILE_BYTES) throw importTooLarge(bytes, MOST_FILE_BYTES);
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= PIECE_BYTES) {
      pieces.push(new Blob(held));
      [held, heldBytes] = [[], 0];
    }
    if (total > 0) onShare?.(bytes / total);
  }
  return new Blob([...pieces, ...held]);
}

/** The parts of a directory at an address. What reading them throws is LabError `import-unreachable`. */
export function partsAt(address: string, signal: AbortSignal): PartsOfFolder {
  return async (path) => {
    if (path === AMENDED) return null; // a journal without its end is told as such
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      const part = new URL(address);
      part.pathname += path;
      yield* chunksOf(await answerOf(part.href, signal, path), signal);
    };
    return { bytes: null, chunks };
  };
}

/** @param part  of what was asked for, as sentences name it */
async function answerOf(address: string, signal: AbortSignal, part?: string): Promise<Response> {
  const what = part === undefined ? 'its server' : `for “${part}” its server`;
  const response = await fetch(address, { redirect: 'manual', referrerPolicy: 'no-referrer', signal }).catch(
    (cause: unknown) => {
      signal.throwIfAborted();
      throw importUnreachable('nobody answers there, or its server lets no other page read it (CORS)', cause);
    },
  );
  if (response.type === 'opaqueredirect')
    throw importUnreachable(`${what} points to another place, which is not followed`);
  if (!response.ok) throw importUnreachable(`${what} answers ${response.status}`);
  if (response.headers.get('content-type')?.startsWith('text/html'))
    throw importUnreachable(`${what} sends a web page in its place, perhaps one to log in`);
  return response;
}

async function* chunksOf(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body!.getReader();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        signal.throwIfAborted();
        throw importUnreachable(`it broke off after ${(bytes / 1e6).toFixed(1)} MB`, cause);
      });
      if (done) return;
      bytes += value.length;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
