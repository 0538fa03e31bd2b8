/**
 * A file on its way to the disk: `NAME.part` until all of it is here and right, and only then NAME. So what has its name
 * is whole, whatever stopped the process.
 */
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../../core/errors.ts';
import type { FilePart } from '../../hub/part.ts';

export class DiskPart implements FilePart {
  readonly #path: string;
  readonly #part: string;
  readonly #tag: string;

  readonly #bytes: number;

  /** @param bytes  that all of it has */
  constructor(path: string, bytes: number) {
    this.#path = path;
    this.#bytes = bytes;
    this.#part = `${path}.part`;
    this.#tag = `${path}.part.tag`;
  }

  async size(): Promise<number> {
    return (await this.isWhole()) ? this.#bytes : ((await fileSize(this.#part)) ?? 0);
  }

  async *read(): AsyncGenerator<Uint8Array> {
    if (await fileSize(this.#part)) yield* createReadStream(this.#part, { highWaterMark: 1 << 20 });
  }

  async append(bytes: Uint8Array): Promise<void> {
    await told(this.#part, async () => {
      await mkdir(dirname(this.#part), { recursive: true });
      await appendFile(this.#part, bytes);
    });
  }

  async clear(): Promise<void> {
    await Promise.all([rm(this.#part, { force: true }), rm(this.#tag, { force: true })]);
  }

  async tag(): Promise<string | null> {
    return readFile(this.#tag, 'utf8').catch(() => null);
  }

  async setTag(tag: string | null): Promise<void> {
    if (tag === null) return rm(this.#tag, { force: true });
    await told(this.#tag, async () => {
      await mkdir(dirname(this.#tag), { recursive: true });
      await writeFile(this.#tag, tag);
    });
  }

  async isWhole(): Promise<boolean> {
    return (await fileSize(this.#path)) === this.#bytes;
  }

  async finish(): Promise<void> {
    if ((await fileSize(this.#part)) === null) await this.append(new Uint8Array()); // an empty file
    const file = await open(this.#part, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(this.#part, this.#path);
    await rm(this.#tag, { force: true });
  }

  async close(): Promise<void> {} // nothing is held open
}

/** null where there is no such file. */
export async function fileSize(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new LabError(
        'storage-full',
        `There is no room left on the disk for ${path}.`,
        'Free some space, then give the command again: it goes on from there.',
        { cause },
      );
    throw new LabError(
      'storage-refused',
      `${path} cannot be written (${code ?? String(cause)}).`,
      'Set EVOLORA_CACHE to a directory that may be written to.',
      { cause },
    );
  }
}
