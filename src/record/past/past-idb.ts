/** Past states in IndexedDB, in a database of their own; callers take every failure for “not kept”. */
import type { DBSchema } from 'idb';
import { keysOf } from '../store/database.ts';
import { SideDatabase } from '../store/side-database.ts';
import type { KeptState, PastStore } from './keeping.ts';

interface PastSchema extends DBSchema {
  /** [run, generation] */
  states: { key: [string, number]; value: Uint8Array };
  /** Their bytes, so that a list of them reads none. */
  sizes: { key: [string, number]; value: number };
}

const STORES = ['states', 'sizes'] as const;
const PAST_DATABASE_NAME = 'evolora-past';
/** How long an access may take, ms. */
const PATIENCE_MS = 5000;

export class IdbPasts implements PastStore {
  readonly #side: SideDatabase<PastSchema>;

  constructor(name = PAST_DATABASE_NAME) {
    this.#side = new SideDatabase<PastSchema>({ name, stores: STORES, patienceMs: PATIENCE_MS });
  }

  kept(id: string): Promise<KeptState[]> {
    return this.#side.within(async (database) => {
      const { store } = database.transaction('sizes');
      const [keys, sizes] = await Promise.all([store.getAllKeys(keysOf(id)), store.getAll(keysOf(id))]);
      return keys.map(([, generation], i) => ({ generation, bytes: sizes[i]! }));
    });
  }

  keep(id: string, generation: number, state: Uint8Array, drop: readonly number[]): Promise<void> {
    return this.#side.within(async (database) => {
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
    return this.#side.within(async (database) => (await database.get('states', [id, generation])) ?? null);
  }

  forget(id: string): Promise<void> {
    return this.#clear(keysOf(id));
  }

  clear(): Promise<void> {
    return this.#clear();
  }

  close(): Promise<void> {
    return this.#side.close();
  }

  #clear(range?: IDBKeyRange): Promise<void> {
    return this.#side.within(async (database) => {
      const transaction = database.transaction(STORES, 'readwrite');
      const cleared = STORES.map((name) => {
        const store = transaction.objectStore(name);
        return range ? store.delete(range) : store.clear();
      });
      await Promise.all([...cleared, transaction.done]);
    });
  }
}
