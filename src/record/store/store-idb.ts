/**
 * Runs in IndexedDB. Everything that belongs together is one transaction, so a page that dies in the middle of a write
 * leaves the run at the generation before.
 */
import { journalDamaged } from '../damage.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import { blobsInUse, worldSchema } from '../../ecology/world/world.ts';
import { DATABASE_NAME, keysOf, openDatabase, type LabDatabase } from './database.ts';
import {
  neededBlobs,
  newestFirst,
  requireNext,
  requireWhole,
  runUnknown,
  type Checkpoint,
  type NewRun,
  type RunStore,
  type RunSummary,
  type Step,
} from './store.ts';
import { isConnectionLost, storageError } from './storage-errors.ts';

const ALL = ['runs', 'records', 'worlds', 'blobs'] as const;

export class IdbStore implements RunStore {
  readonly #name: string;
  #database: LabDatabase | null = null;
  #opening: Promise<LabDatabase> | null = null;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Opens the store, making it when there is none. Rejects with LabError `storage-refused`, `storage-blocked` or `storage-newer`. */
  static async open(name = DATABASE_NAME): Promise<IdbStore> {
    const store = new IdbStore(name);
    await store.#do(async () => undefined);
    return store;
  }

  listRuns(): Promise<RunSummary[]> {
    return this.#do(async (database) => newestFirst(await database.getAll('runs')));
  }

  async createRun(run: NewRun): Promise<void> {
    requireWhole(run);
    return this.#do(async (database) => {
      const { summary, records, world, blobs } = run;
      const { id } = summary;
      const transaction = database.transaction(ALL, 'readwrite');
      await settled(transaction, [
        () => transaction.objectStore('runs').add(summary),
        () => transaction.objectStore('worlds').put(world, id),
        ...records.map((record) => () => transaction.objectStore('records').put(record, [id, record.generation])),
        ...[...neededBlobs(world, blobs)].map(
          ([hash, bytes]) =>
            () =>
              transaction.objectStore('blobs').put(bytes, [id, hash]),
        ),
      ]);
    });
  }

  append(id: string, step: Step): Promise<void> {
    return this.#do(async (database) => {
      const { record, world, newBlobs, savedAt } = step;
      const transaction = database.transaction(ALL, 'readwrite');
      const [runs, blobs] = [transaction.objectStore('runs'), transaction.objectStore('blobs')];
      const [summary, held] = await Promise.all([runs.get(id), blobs.getAllKeys(keysOf(id))]);
      if (!summary) throw runUnknown(id);
      requireNext(summary, record.generation);
      const needed = blobsInUse(world);
      await settled(transaction, [
        () => transaction.objectStore('records').add(record, [id, record.generation]),
        () => transaction.objectStore('worlds').put(world, id),
        () => runs.put({ ...summary, generations: record.generation, savedAt }),
        ...[...neededBlobs(world, newBlobs)].map(
          ([hash, bytes]) =>
            () =>
              blobs.put(bytes, [id, hash]),
        ),
        ...held.filter(([, hash]) => !needed.has(hash)).map((key) => () => blobs.delete(key)),
      ]);
    });
  }

  amend(id: string, generation: number, events: readonly Event[]): Promise<void> {
    return this.#do(async (database) => {
      const transaction = database.transaction('records', 'readwrite');
      const record = await transaction.store.get([id, generation]);
      if (!record) throw runUnknown(`${id}, generation ${generation}`);
      const amended = { ...record, events: [...record.events, ...events] };
      await settled(transaction, [() => transaction.store.put(amended, [id, generation])]);
    });
  }

  readRecords(id: string, from: number, to: number): Promise<GenerationRecord[]> {
    return this.#do(async (database) => {
      const transaction = database.transaction(['runs', 'records']);
      const range = IDBKeyRange.bound([id, from], [id, Math.max(from, to)]);
      const [summary, records] = await Promise.all([
        transaction.objectStore('runs').get(id),
        transaction.objectStore('records').getAll(range),
      ]);
      if (!summary) throw runUnknown(id);
      return records.filter(({ generation }) => generation <= to);
    });
  }

  readWorld(id: string): Promise<Checkpoint> {
    return this.#do(async (database) => {
      const transaction = database.transaction(['worlds', 'blobs']);
      const blobs = transaction.objectStore('blobs');
      const [stored, keys, bytes] = await Promise.all([
        transaction.objectStore('worlds').get(id),
        blobs.getAllKeys(keysOf(id)),
        blobs.getAll(keysOf(id)),
      ]);
      if (!stored) throw runUnknown(id);
      const parsed = worldSchema.safeParse(stored);
      if (!parsed.success)
        throw journalDamaged(`its saved state does not fit this lab (${parsed.error.issues[0]!.message})`);
      return { world: parsed.data, blobs: new Map(keys.map(([, hash], i) => [hash, bytes[i]!])) };
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#do(async (database) => {
      const transaction = database.transaction('runs', 'readwrite');
      const summary = await transaction.store.get(id);
      if (!summary) throw runUnknown(id);
      await settled(transaction, [() => transaction.store.put({ ...summary, name })]);
    });
  }

  delete(id: string): Promise<void> {
    return this.#do(async (database) => {
      const transaction = database.transaction(ALL, 'readwrite');
      if ((await transaction.objectStore('runs').getKey(id)) === undefined) throw runUnknown(id);
      await settled(transaction, [
        () => transaction.objectStore('runs').delete(id),
        () => transaction.objectStore('worlds').delete(id),
        () => transaction.objectStore('records').delete(keysOf(id)),
        () => transaction.objectStore('blobs').delete(keysOf(id)),
      ]);
    });
  }

  async close(): Promise<void> {
    this.#database?.close();
    this.#database = null;
  }

  /**
   * Runs one access on an open connection, and says in the lab's words what went wrong. On a connection that is gone it is
   * tried once more, on a new one.
   */
  async #do<T>(access: (database: LabDatabase) => Promise<T>): Promise<T> {
    try {
      const database = await this.#connection();
      try {
        return await access(database);
      } catch (thrown) {
        const isGone = isConnectionLost(thrown) || (isAborted(thrown) && this.#database !== database);
        if (!isGone) throw thrown;
        this.#drop(database);
        return await access(await this.#connection());
      }
    } catch (thrown) {
      throw storageError(thrown);
    }
  }

  /** The open connection, or a new one, which all who wait for it share. */
  async #connection(): Promise<LabDatabase> {
    if (this.#database) return this.#database;
    let opened: LabDatabase | null = null;
    this.#opening ??= openDatabase(this.#name, () => opened && this.#drop(opened)).finally(
      () => (this.#opening = null),
    );
    opened = await this.#opening;
    this.#database = opened;
    return opened;
  }

  /** Forgets a connection that is gone, unless a newer one has taken its place. */
  #drop(database: LabDatabase): void {
    if (this.#database === database) this.#database = null;
    database.close();
  }
}

function isAborted(thrown: unknown): boolean {
  return (thrown as { name?: string } | null)?.name === 'AbortError';
}

interface Writing {
  readonly done: Promise<void>;
  abort(): void;
}

type Write = () => Promise<unknown>;

/**
 * Makes the writes and waits for them and for the transaction itself, which alone says whether they are kept: a full disk
 * shows at the commit. A write that fails, or cannot even begin, takes the others with it.
 */
async function settled(transaction: Writing, writes: readonly Write[]): Promise<void> {
  const results = await Promise.allSettled([...begun(transaction, writes), transaction.done]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (reasons.length === 0) return;
  throw reasons.find((reason) => (reason as { name?: string } | null)?.name !== 'AbortError') ?? reasons[0];
}

function begun(transaction: Writing, writes: readonly Write[]): Promise<unknown>[] {
  const promises: Promise<unknown>[] = [];
  try {
    for (const write of writes) promises.push(write());
  } catch (thrown) {
    promises.push(Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown))));
    transaction.abort();
  }
  return promises;
}
