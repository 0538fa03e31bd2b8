/**
 * Models that people brought, kept in the browser's own file system. Each has a folder of its own, its files numbered
 * and, written last, a list that says what they are: a folder without a list that is true is no model, whatever cut its
 * copying off, and is cleared away.
 */
import { z } from 'zod';
import { bytesOfBlob } from '../../base/blobs.ts';
import { compareTexts } from '../../base/order.ts';
import { LabError } from '../../core/errors.ts';
import { HostError, type HostDescription, type HostFiles } from '../../host/index.ts';
import { withinTime } from '../../record/store/patience.ts';
import { notReadableNow, type GivenModel } from './given-model.ts';

const listSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  graph: z.string(),
  description: z.strictObject({
    identity: z.strictObject({ name: z.string(), hash: z.string(), modelHash: z.string(), modelType: z.string() }),
    layers: z.number(),
    sites: z.number(),
    parameters: z.number(),
    contextTokens: z.number(),
    packed: z.boolean().optional(),
  }),
  /** File i has the name i. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
});
type HostList = z.infer<typeof listSchema>;

export interface StoredHost {
  name: string;
  graph: string;
  description: HostDescription;
  bytes: number;
  files: HostFiles;
}

interface KeepOptions {
  /** called with the share that is done, 0..1 */
  onProgress: (share: number) => void;
  /** gives it up: nothing is kept */
  signal: AbortSignal;
}

interface HostStoreParts {
  /** The folder of all models; rejects where the browser keeps no files. */
  open: () => Promise<FileSystemDirectoryHandle>;
  /** Bytes that the browser has room for; null when it does not say. */
  room: () => Promise<number | null>;
}

const LIST = 'host.json';
const FOLDER_DIGITS = 32;
/** How long a browser may take to say whether it keeps files, ms. */
const PATIENCE_MS = 5000;

export class HostStore {
  readonly #parts: HostStoreParts;
  /** Folders of copies under way. */
  readonly #copying = new Set<string>();

  constructor(parts: HostStoreParts) {
    this.#parts = parts;
  }

  /** All whole models, by name; none where the browser keeps no files. */
  async list(): Promise<StoredHost[]> {
    const root = await this.#root().catch(() => null);
    const found: StoredHost[] = [];
    for (const folder of root ? await foldersIn(root) : []) {
      const list = await wholeList(folder);
      if (list) found.push(storedHost(folder, list));
    }
    return found.sort((a, b) => compareTexts(a.name, b.name));
  }

  /** Clears away what was not copied to its end. For the tab that owns the lab. */
  async clear(): Promise<void> {
    const root = await this.#root().catch(() => null);
    for (const folder of root ? await foldersIn(root) : [])
      if (!(await wholeList(folder)) && !this.#copying.has(folder.name)) await forget(root!, folder.name);
  }

  /** Bytes that the browser has room for; null when it does not say. */
  room(): Promise<number | null> {
    return this.#parts.room().catch(() => null);
  }

  /**
   * Copies the files of a model that were read, all of them or none. A model that is here already is not copied again.
   * Throws LabError `storage-full`, `storage-refused` or `file-unreadable`, or the signal's reason.
   */
  async keep(
    { name, graph, read }: GivenModel,
    description: HostDescription,
    { onProgress, signal }: KeepOptions,
  ): Promise<StoredHost> {
    signal.throwIfAborted();
    const { hash } = description.identity;
    const known = (await this.list()).find((host) => host.description.identity.hash === hash);
    if (known) return known;
    const files = [...read];
    const bytes = files.reduce((sum, [, file]) => sum + file.size, 0);
    await this.#requireRoom(name, bytes);
    const folderName = hash.slice(0, FOLDER_DIGITS);
    const root = await this.#root().catch((cause: unknown) => {
      throw storeProblem(name, bytes, cause);
    });
    this.#copying.add(folderName);
    try {
      await forget(root, folderName);
      const folder = await root.getDirectoryHandle(folderName, { create: true });
      let done = 0;
      for (const [i, [path, file]] of files.entries())
        await copy(chunksOf(file, path, name), await fileIn(folder, String(i)), (more) => {
          signal.throwIfAborted();
          done += more;
          onProgress(done / bytes);
        });
      const list: HostList = {
        version: 1,
        name,
        graph,
        description,
        files: files.map(([path, { size }]) => ({ path, bytes: size })),
      };
      await copy([new TextEncoder().encode(JSON.stringify(list))], await fileIn(folder, LIST));
      return storedHost(folder, list);
    } catch (thrown) {
      await forget(root, folderName);
      throw signal.aborted ? thrown : storeProblem(name, bytes, thrown);
    } finally {
      this.#copying.delete(folderName);
    }
  }

  /** Forgets a model; one that is not here is forgotten already. */
  async delete(name: string): Promise<void> {
    const host = (await this.list()).find((each) => each.name === name);
    if (!host) return;
    try {
      await forget(await this.#root(), host.description.identity.hash.slice(0, FOLDER_DIGITS));
    } catch (cause) {
      throw notDeleted(name, cause);
    }
  }

  /** The folder of all models; a browser may never say whether it keeps files. */
  #root(): Promise<FileSystemDirectoryHandle> {
    return withinTime(this.#parts.open(), PATIENCE_MS);
  }

  async #requireRoom(name: string, bytes: number): Promise<void> {
    const room = await this.room();
    if (room !== null && room < bytes) throw full(name, bytes, room);
  }
}

function storedHost(folder: FileSystemDirectoryHandle, { name, graph, description, files }: HostList): StoredHost {
  return {
    name,
    graph,
    description,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: {
      async read(path) {
        const at = files.findIndex((file) => file.path === path);
        if (at < 0)
          throw new HostError('host-missing', `“${name}” has no file ${path}.`, 'Delete the model and add it again.');
        try {
          const file = await (await folder.getFileHandle(String(at))).getFile();
          return await bytesOfBlob(file);
        } catch (cause) {
          throw lostFile(path, name, cause);
        }
      },
    },
  };
}

async function foldersIn(root: FileSystemDirectoryHandle): Promise<FileSystemDirectoryHandle[]> {
  const found: FileSystemDirectoryHandle[] = [];
  for await (const entry of root.values()) if (entry.kind === 'directory') found.push(entry);
  return found;
}

/** What a folder holds; null unless all of it is there. */
async function wholeList(folder: FileSystemDirectoryHandle): Promise<HostList | null> {
  try {
    const text = await (await (await folder.getFileHandle(LIST)).getFile()).text();
    const list = listSchema.parse(JSON.parse(text));
    for (const [i, { bytes }] of list.files.entries())
      if ((await (await folder.getFileHandle(String(i))).getFile()).size !== bytes) return null;
    return list;
  } catch {
    return null; // no list, half a list, a list of files that are not there: no model
  }
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<FileSystemFileHandle> {
  return folder.getFileHandle(name, { create: true });
}

/** @param onWritten  called with the bytes of every piece */
async function copy(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  to: FileSystemFileHandle,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  const handle = await to.createSyncAccessHandle();
  try {
    let at = 0;
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length;) {
        const written = handle.write(chunk.subarray(from), { at });
        if (written === 0) throw new DOMException('nothing more was written', 'QuotaExceededError');
        [from, at] = [from + written, at + written];
      }
      onWritten(chunk.length);
    }
    handle.flush();
  } finally {
    handle.close();
  }
}

async function* chunksOf(file: File, path: string, name: string): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw notReadableNow(path, name, cause);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function forget(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  await root.removeEntry(name, { recursive: true }).catch((thrown: unknown) => {
    if ((thrown as { name?: string }).name !== 'NotFoundError') throw thrown;
  });
}

function storeProblem(name: string, bytes: number, cause: unknown): Error {
  if (cause instanceof LabError) return cause;
  if ((cause as { name?: string }).name === 'QuotaExceededError') return full(name, bytes, null);
  return new LabError(
    'storage-refused',
    `“${name}” cannot be kept, because this browser stores no files here (${causeOf(cause)}).`,
    'Allow the site to store data, or leave private browsing; a folder beside the page, hosts/NAME, can be opened with ?host=NAME.',
    { cause },
  );
}

function full(name: string, bytes: number, room: number | null): LabError {
  const there = room === null ? 'and there is no room for it' : `and there is room for ${megabytes(room)}`;
  return new LabError(
    'storage-full',
    `“${name}” takes ${megabytes(bytes)} in this browser, ${there}; nothing of it was kept.`,
    'Delete a model or old runs, or free space on the disk, then add it again.',
  );
}

function notDeleted(name: string, cause: unknown): LabError {
  return new LabError(
    'storage-refused',
    `“${name}” could not be deleted (${causeOf(cause)}).`,
    'Close the other tabs of the lab, then try again.',
    { cause },
  );
}

/** Browsers clear away what a site keeps when room is short. */
function lostFile(path: string, name: string, cause: unknown): HostError {
  return new HostError(
    'host-unreachable',
    `${path} of “${name}” cannot be read from this browser’s storage (${causeOf(cause)}).`,
    'Try again; if it stays so, delete the model and add it again.',
    { cause },
  );
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
