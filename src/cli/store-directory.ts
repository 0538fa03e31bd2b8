/**
 * A run in a directory, for headless work:
 *
 *     journal.ndjson               one generation a line
 *     world.json                   the run's summary and its state; replaced in one rename, which commits a generation
 *     blobs/HASH.safetensors       the weights that the state needs
 *     blobs/HASH.jsonl             the tasks that the world lives on, where they are somebody's own
 *     run.evolora                  the whole run as one file, for the page; written when asked
 *
 * A generation is written blobs first, then its line, then world.json. Whatever stops the process in between, world.json
 * still tells of the generation before, all of whose parts are there; what was written beyond it is removed on opening.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Event, GenerationRecord } from '../ecology/events/events.ts';
import { blobsInUse, tasksInUse, type World } from '../ecology/world/world.ts';
import { journalDamaged } from '../record/damage.ts';
import {
  AMENDED,
  blobPath,
  BLOBS,
  JOURNAL,
  readHead,
  readLine,
  STATE,
  writeHead,
  writeLine,
  type Head,
} from '../record/file/directory-texts.ts';
import { storageError } from '../record/store/storage-errors.ts';
import {
  neededBlobs,
  requireNext,
  requireWhole,
  runUnknown,
  type Blobs,
  type Checkpoint,
  type NewRun,
  type RunStore,
  type RunSummary,
  type GenerationStep,
} from '../record/store/store.ts';
import { absent, appendDurably, replaceFile } from './replace-file.ts';

export class DirectoryStore implements RunStore {
  readonly #directory: string;
  #head: Head | null = null;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Opens a directory, made when absent, and removes what an unfinished write left. Rejects with LabError. */
  static async open(directory: string): Promise<DirectoryStore> {
    const store = new DirectoryStore(directory);
    await store.#guarded(async () => {
      await mkdir(join(directory, BLOBS), { recursive: true });
      store.#head = await store.#readHead();
      await store.#sweep();
    });
    return store;
  }

  /** The run of a directory to be read only; null when there is none. Nothing is made, mended or removed. */
  static async read(directory: string): Promise<DirectoryStore | null> {
    const store = new DirectoryStore(directory);
    store.#head = await store.#guarded(() => store.#readHead());
    return store.#head && store;
  }

  async listRuns(): Promise<RunSummary[]> {
    return this.#head ? [{ ...this.#head.run }] : [];
  }

  createRun(run: NewRun): Promise<void> {
    return this.#guarded(async () => {
      requireWhole(run);
      if (this.#head) throw journalDamaged(`${this.#directory} already holds the run “${this.#head.run.name}”`);
      const { summary, records, world, blobs } = run;
      await this.#writeBlobs(world, neededBlobs(world, blobs));
      const journal = records.map(writeLine).join('');
      await this.#replace(JOURNAL, journal);
      await this.#commit({ run: summary, journalBytes: Buffer.byteLength(journal), world });
    });
  }

  append(id: string, { record, world, newBlobs, savedAt }: GenerationStep): Promise<void> {
    return this.#guarded(async () => {
      const head = this.#headOf(id);
      requireNext(head.run, record.generation);
      await this.#writeBlobs(world, neededBlobs(world, newBlobs));
      const line = writeLine(record);
      await truncate(this.#path(JOURNAL), head.journalBytes);
      await appendDurably(this.#path(JOURNAL), line);
      const journalBytes = head.journalBytes + Buffer.byteLength(line);
      await this.#commit({ run: { ...head.run, generations: record.generation, savedAt }, journalBytes, world });
      await this.#dropBlobs(head.world);
    });
  }

  /** Rewrites the journal up to the amended line; only its end can be amended, as only the head is ever measured. */
  amend(id: string, generation: number, events: readonly Event[]): Promise<void> {
    return this.#guarded(async () => {
      const head = this.#headOf(id);
      const records = await this.readRecords(id, 0, head.run.generations);
      const record = records[generation];
      if (!record) throw runUnknown(`${id}, generation ${generation}`);
      records[generation] = { ...record, events: [...record.events, ...events] };
      const journal = records.map(writeLine).join('');
      await this.#replace(AMENDED, journal);
      await this.#commit({ ...head, journalBytes: Buffer.byteLength(journal) });
      await rename(this.#path(AMENDED), this.#path(JOURNAL));
    });
  }

  readRecords(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    return this.#guarded(async () => {
      const { journalBytes } = this.#headOf(id);
      const path = this.#path(JOURNAL);
      const bytes = await readFile(path).catch(absent);
      if (bytes === null) throw journalDamaged(`${path} is missing`);
      const lines = bytes.subarray(0, journalBytes).toString('utf8').split('\n').slice(0, -1);
      const first = Math.max(0, from);
      return lines.slice(first, to + 1).map((line, i) => readLine(line, `${path}, line ${first + i + 1},`));
    });
  }

  readWorld(id: string): Promise<Checkpoint> {
    return this.#guarded(async () => {
      const { world } = this.#headOf(id);
      const hashes = [...blobsInUse(world)];
      const bytes = await Promise.all(hashes.map((hash) => this.#readBlob(world, hash)));
      return { world, blobs: new Map(hashes.map((hash, i) => [hash, bytes[i]!])) };
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#guarded(async () => {
      const head = this.#headOf(id);
      await this.#commit({ ...head, run: { ...head.run, name } });
    });
  }

  delete(id: string): Promise<void> {
    return this.#guarded(async () => {
      this.#headOf(id);
      await rm(this.#path(STATE));
      this.#head = null;
      await this.#sweep();
    });
  }

  async close(): Promise<void> {}

  /** Writes `run.evolora` beside the journal. */
  writeExport(bytes: Uint8Array): Promise<void> {
    return this.#guarded(() => this.#replace('run.evolora', bytes));
  }

  #path(...parts: string[]): string {
    return join(this.#directory, ...parts);
  }

  #headOf(id: string): Head {
    if (this.#head?.run.id !== id) throw runUnknown(id);
    return this.#head;
  }

  async #readHead(): Promise<Head | null> {
    const path = this.#path(STATE);
    const text = await readFile(path, 'utf8').catch(absent);
    return text === null ? null : readHead(text, path);
  }

  async #commit(head: Head): Promise<void> {
    await this.#replace(STATE, writeHead(head));
    this.#head = head;
  }

  async #readBlob(world: World, hash: string): Promise<Uint8Array> {
    const bytes = await readFile(this.#path(blobPath(world, hash))).catch(absent);
    const what = tasksInUse(world).has(hash) ? 'tasks' : 'weights';
    if (bytes === null) throw journalDamaged(`the ${what} ${hash.slice(0, 12)} are missing`);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== hash) throw journalDamaged(`the ${what} ${hash.slice(0, 12)} have changed`);
    return new Uint8Array(bytes);
  }

  async #writeBlobs(world: World, blobs: Blobs): Promise<void> {
    for (const [hash, bytes] of blobs) await this.#replace(blobPath(world, hash), bytes);
  }

  /** Removes the weights of a former state that the present one does not need. */
  async #dropBlobs(before: World): Promise<void> {
    const needed = blobsInUse(this.#head!.world);
    const gone = [...blobsInUse(before)].filter((hash) => !needed.has(hash));
    for (const hash of gone) await rm(this.#path(blobPath(before, hash)), { force: true });
  }

  #replace(name: string, content: string | Uint8Array): Promise<void> {
    return replaceFile(this.#path(name), content);
  }

  /** Brings the directory to exactly what world.json tells of. */
  async #sweep(): Promise<void> {
    const world = this.#head?.world;
    const needed = new Set(world && [...blobsInUse(world)].map((hash) => blobPath(world, hash)));
    for (const name of await readdir(this.#path(BLOBS))) {
      if (!needed.has(`${BLOBS}/${name}`)) await rm(this.#path(BLOBS, name));
    }
    if (!this.#head) return rm(this.#path(JOURNAL), { force: true });
    const { journalBytes } = this.#head;
    await this.#finishAmending(journalBytes);
    const path = this.#path(JOURNAL);
    const size = (await stat(path).catch(absent))?.size ?? 0;
    if (size < journalBytes) throw journalDamaged(`${path} has ${size} bytes of ${journalBytes}`);
    await truncate(path, journalBytes);
  }

  /** An amended journal whose state was committed, but which was not yet renamed. */
  async #finishAmending(journalBytes: number): Promise<void> {
    const amended = await readFile(this.#path(AMENDED)).catch(absent);
    if (amended?.length === journalBytes) await rename(this.#path(AMENDED), this.#path(JOURNAL));
    else await rm(this.#path(AMENDED), { force: true });
  }

  async #guarded<T>(access: () => Promise<T>): Promise<T> {
    try {
      return await access();
    } catch (thrown) {
      throw thrown instanceof RangeError ? thrown : storageError(thrown);
    }
  }
}
