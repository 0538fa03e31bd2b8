/**
 * Models that people brought, kept in the browser's own file system. Each has a folder of its own, its files numbered
 * and, written last, a list that says what they are: a folder without a list that is true is no model, whatever cut its
 * copying off, and is cleared away.
 */
import { compareTexts } from '../../base/order.ts';
import { LabError } from '../../core/errors.ts';
import type { HostDescription } from '../../host/index.ts';
import { withinTime } from '../../record/store/patience.ts';
import { causeOf, fileIn, foldersIn, forget, holds, writeAll } from './browser-folder.ts';
import { BEGUN, LIST, storedHost, wholeList, type HostList, type StoredHost } from './host-list.ts';
import { notReadableNow, type GivenModel } from './given-model.ts';

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
    const root = await this.root().catch(() => null);
    const found: StoredHost[] = [];
    for (const folder of root ? await foldersIn(root) : []) {
      const list = await wholeList(folder);
      if (list) found.push(storedHost(folder, list));
    }
    return found.sort((a, b) => compareTexts(a.name, b.name));
  }

  /** Clears away what was not copied to its end; what is being fetched stays. For the tab that owns the lab. */
  async clear(): Promise<void> {
    const root = await this.root().catch(() => null);
    for (const folder of root ? await foldersIn(root) : [])
      if (!(await wholeList(folder)) && !this.#copying.has(folder.name) && !(await holds(folder, BEGUN)))
        await forget(root!, folder.name);
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
    const root = await this.root().catch((cause: unknown) => {
      throw storeProblem(name, bytes, cause);
    });
    this.#copying.add(folderName);
    try {
      await forget(root, folderName);
      const folder = await root.getDirectoryHandle(folderName, { create: true });
      let done = 0;
      for (const [i, [path, file]] of files.entries())
        await writeAll(chunksOf(file, path, name), await fileIn(folder, String(i)), (more) => {
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
      await writeAll([new TextEncoder().encode(JSON.stringify(list))], await fileIn(folder, LIST));
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
      await forget(await this.root(), host.folder);
    } catch (cause) {
      throw notDeleted(name, cause);
    }
  }

  /**
   * Makes a model of a folder whose files are there, numbered; the same model is not kept twice. Throws what writing does.
   */
  async adopt(folder: FileSystemDirectoryHandle, list: HostList): Promise<StoredHost> {
    const { hash } = list.description.identity;
    const known = (await this.list()).find((host) => host.description.identity.hash === hash);
    if (known) {
      await forget(await this.root(), folder.name);
      return known;
    }
    await writeAll([new TextEncoder().encode(JSON.stringify(list))], await fileIn(folder, LIST));
    return storedHost(folder, list);
  }

  /** The folder of all models; a browser may never say whether it keeps files. */
  root(): Promise<FileSystemDirectoryHandle> {
    return withinTime(this.#parts.open(), PATIENCE_MS);
  }

  async #requireRoom(name: string, bytes: number): Promise<void> {
    const room = await this.room();
    if (room !== null && room < bytes) throw full(name, bytes, room);
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

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
