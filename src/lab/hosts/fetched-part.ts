/**
 * A file on its way into a folder of the browser's own: file i has the name i, `i.tag` what the server called its version,
 * and `i.whole` says that it is all here and right.
 */
import type { FilePart } from '../../hub/part.ts';
import { fileIn, forget, holds, openToWrite, writeAll, writeAt } from './browser-folder.ts';

export class FetchedPart implements FilePart {
  readonly #folder: FileSystemDirectoryHandle;
  readonly #name: string;
  /** Nobody else may write to a file that is open, so it is open only while bytes come. */
  #open: FileSystemSyncAccessHandle | null = null;
  #size: number | null = null;

  constructor(folder: FileSystemDirectoryHandle, i: number) {
    this.#folder = folder;
    this.#name = String(i);
  }

  async size(): Promise<number> {
    this.#size ??= (await this.#file())?.size ?? 0;
    return this.#size;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    await this.close();
    const reader = (await this.#file())?.stream().getReader();
    for (;;) {
      const got = await reader?.read();
      if (!got || got.done) return;
      yield got.value;
    }
  }

  async append(bytes: Uint8Array): Promise<void> {
    const at = await this.size();
    this.#open ??= await openToWrite(await fileIn(this.#folder, this.#name));
    writeAt(this.#open, bytes, at);
    this.#size = at + bytes.length;
  }

  async clear(): Promise<void> {
    await this.close();
    for (const end of ['', '.tag', '.whole']) await forget(this.#folder, this.#name + end);
    this.#size = 0;
  }

  async tag(): Promise<string | null> {
    if (!(await holds(this.#folder, `${this.#name}.tag`))) return null;
    return (await (await this.#folder.getFileHandle(`${this.#name}.tag`)).getFile()).text();
  }

  async setTag(tag: string | null): Promise<void> {
    await forget(this.#folder, `${this.#name}.tag`);
    if (tag !== null) await writeAll([new TextEncoder().encode(tag)], await fileIn(this.#folder, `${this.#name}.tag`));
  }

  isWhole(): Promise<boolean> {
    return holds(this.#folder, `${this.#name}.whole`);
  }

  async finish(): Promise<void> {
    await this.close();
    await fileIn(this.#folder, this.#name); // an empty file was never written to
    await fileIn(this.#folder, `${this.#name}.whole`);
    await forget(this.#folder, `${this.#name}.tag`);
  }

  async close(): Promise<void> {
    this.#open?.flush();
    this.#open?.close();
    this.#open = null;
  }

  async #file(): Promise<File | null> {
    return this.#folder.getFileHandle(this.#name).then(
      (handle) => handle.getFile(),
      () => null,
    );
  }
}
