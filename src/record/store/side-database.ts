/**
 * A database beside that of the runs, for what may be lost without harm: whatever becomes of it, the runs are not touched. It
 * gives way to a tab of another version, waits for no browser that does not answer, and is opened anew after a failure.
 */
import { openDB, type DBSchema, type IDBPDatabase, type StoreNames } from 'idb';
import { withinTime } from './patience.ts';

interface SideDatabaseOptions<Schema extends DBSchema> {
  name: string;
  stores: readonly StoreNames<Schema>[];
  /** How long an access may take, ms. */
  patienceMs: number;
}

export class SideDatabase<Schema extends DBSchema> {
  readonly #options: SideDatabaseOptions<Schema>;
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(options: SideDatabaseOptions<Schema>) {
    this.#options = options;
  }

  /** Does it on the open connection, or on a new one. Rejects with what IndexedDB throws, and when it does not answer in time. */
  async within<T>(access: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const { name, stores, patienceMs } = this.#options;
    this.#database ??= openDB<Schema>(name, 1, {
      upgrade(database) {
        // What another version of the lab left may be there already.
        for (const store of stores) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
      },
      blocking: () => void this.close(),
      terminated: () => void this.close(),
    });
    try {
      return await withinTime(this.#database.then(access), patienceMs);
    } catch (thrown) {
      void this.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const opened = this.#database;
    this.#database = null;
    const database = await opened?.catch(() => null);
    database?.close();
  }
}
