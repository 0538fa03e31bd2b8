/** The part of a browser's own file system that the lab uses, in memory, with room for so many bytes. */
export class MemoryFolder {
  readonly kind = 'directory';
  readonly name: string;
  readonly entries = new Map<string, MemoryFolder | MemoryFile>();
  readonly #room: { bytes: number };

  constructor(name = '', room = { bytes: Infinity }) {
    this.name = name;
    this.#room = room;
  }

  async *values(): AsyncGenerator<MemoryFolder | MemoryFile> {
    yield* this.entries.values();
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    return this.#entry(name, MemoryFolder, create && (() => new MemoryFolder(name, this.#room)));
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<MemoryFile> {
    return this.#entry(name, MemoryFile, create && (() => new MemoryFile(name, this.#room)));
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.entries.delete(name)) throw new DOMException(name, 'NotFoundError');
  }

  #entry<T extends MemoryFolder | MemoryFile>(
    name: string,
    kind: new (...args: never[]) => T,
    make: false | (() => T),
  ): T {
    const found = this.entries.get(name);
    if (found instanceof kind) return found;
    if (found || !make) throw new DOMException(name, found ? 'TypeMismatchError' : 'NotFoundError');
    const made = make();
    this.entries.set(name, made);
    return made;
  }
}

export class MemoryFile {
  readonly kind = 'file';
  readonly name: string;
  bytes = new Uint8Array();
  /** How many more times somebody else has it open when it is to be written. */
  held = 0;
  readonly #room: { bytes: number };

  constructor(name: string, room: { bytes: number }) {
    this.name = name;
    this.#room = room;
  }

  async getFile(): Promise<File> {
    return new File([this.bytes], this.name);
  }

  async createSyncAccessHandle() {
    if (this.held-- > 0) throw new DOMException('It is in use.', 'NoModificationAllowedError');
    this.held = 0;
    return {
      write: (chunk: Uint8Array, { at }: { at: number }): number => {
        const written = Math.min(chunk.length, this.#room.bytes);
        const grown = new Uint8Array(Math.max(this.bytes.length, at + written));
        grown.set(this.bytes);
        grown.set(chunk.subarray(0, written), at);
        this.#room.bytes -= written;
        this.bytes = grown;
        return written;
      },
      flush: () => undefined,
      close: () => undefined,
    };
  }
}
