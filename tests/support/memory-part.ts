/** A file on its way, in memory. */
import type { FilePart } from '../../src/hub/part.ts';

export class MemoryPart implements FilePart {
  bytes = new Uint8Array();
  isDone = false;
  /** What appending throws from so many bytes on. */
  full: { at: number; error: Error } | null = null;
  #tag: string | null = null;

  async size(): Promise<number> {
    return this.bytes.length;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < this.bytes.length; at += 1000) yield this.bytes.subarray(at, at + 1000);
  }

  async append(more: Uint8Array): Promise<void> {
    if (this.full && this.bytes.length + more.length > this.full.at) throw this.full.error;
    const grown = new Uint8Array(this.bytes.length + more.length);
    grown.set(this.bytes);
    grown.set(more, this.bytes.length);
    this.bytes = grown;
  }

  async clear(): Promise<void> {
    [this.bytes, this.#tag] = [new Uint8Array(), null];
  }

  async tag(): Promise<string | null> {
    return this.#tag;
  }

  async setTag(tag: string | null): Promise<void> {
    this.#tag = tag;
  }

  async isWhole(): Promise<boolean> {
    return this.isDone;
  }

  async finish(): Promise<void> {
    this.isDone = true;
  }

  async close(): Promise<void> {}
}
