/**
 * Past states in IndexedDB, in a database of their own: they may be lost without harm, so whatever becomes of it, the runs are
 * not touched. A browser that does not answer is not waited for long; callers take every failure for “not kept”.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { keysOf } from '../store/database.ts';
import { withinTime } from '../store/patience.ts';
import type { KeptState, PastStore } from './keeping.ts';

interface PastSchema extends DBSchema {
  /** [run, generation] */
  states: { key: [string, number]; value: Uint8Array };
  /** Their bytes, so that a list of them reads none. */
  sizes: { key: [string, number]; value: number };
}

const STORES = ['states', 'sizes'] as const;
const PAST_DATABASE_NAME = 'evolora-past';
const VERSION = 1;
/** How long an access may take, ms. */
const PATIENCE_MS = 5000;

export class IdbPasts implements PastStore {
  readonly #name: string;
  #database: Promise<IDBPDatabase<PastSchema>> | null = null;

  constructor(name = PAST_DATABASE_NAME) {
    this.#name = name;
  }

  kept(id: string): Promise<KeptState[]> {
    return this.#within(async (database) => {
      const { store } = database.transaction('sizes');
      const [keys, sizes] = await Promise.all([store.getAllKeys(keysOf(id)), store.getAll(keysOf(id))]);
      return keys.map(([, generation], i) => ({ generation, bytes: sizes[i]! }));
    });
  }

  keep(id: string, generation: number, state: Uint8Array, drop: readonly number[]): Promise<void> {
    return this.#within(async (database) => {
      const transaction = database.transaction(STORES, 'readwrite');
      const [states, sizes] = [transaction.objectStore('states'), transaction.objectStore('sizes')];
      await Promise.all([
        ...drop.flatMap((gone) => [states.delete([id, gone]), sizes.delete([id, gone])]),
        states.put(state, [id, generation]),
        sizes.put(state.length, [id, generation]),
        transaction.done,
      ]);
    });
  }

  read(id: string, generation: number): Promise<Uint8Array | null> {
    return this.#within(async (database) => (await database.get('states', [id, generation])) ?? null);
  }

  forget(id: string): Promise<void> {
    return this.#clear(keysOf(id));
  }

  clear(): Promise<void> {
    return this.#clear();
  }

  async close(): Promise<void> {
    const database = await this.#database?.catch(() => null);
    this.#database = null;
    database?.close();
  }

  #clear(range?: IDBKeyRange): Promise<void> {
    return this.#within(async (database) => {
      const transaction = database.transaction(STORES, 'readwrite');
      const cleared = STORES.map((name) => {
        const store = transaction.objectStore(name);
        return range ? store.delete(range) : store.clear();
      });
      await Promise.all([...cleared, transaction.done]);
    });
  }

  /** Does it on the open connection, or on a new one; one that failed is opened anew the next time. */
  async #within<T>(access: (database: IDBPDatabase<PastSchema>) => Promise<T>): Promise<T> {
    this.#database ??= openDB<PastSchema>(this.#name, VERSION, {
      upgrade(database) {
        // What another version of the lab left may be there already.
        for (const name of STORES) if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
      },
      blocking: () => void this.close(),
      terminated: () => void this.close(),
    });
    try {
      return await withinTime(this.#database.then(access), PATIENCE_MS);
    } catch (thrown) {
      void this.close();
      throw thrown;
    }
  }
}
