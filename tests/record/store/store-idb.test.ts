import 'fake-indexeddb/auto';
import { IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DATABASE_VERSION } from '../../../src/record/store/database.ts';
import { IdbStore } from '../../../src/record/store/store-idb.ts';
import { measuredEvent } from '../../support/journal-maker.ts';
import { describeStore } from '../../support/store-contract.ts';
import { describeIntake } from '../../support/intake-contract.ts';
import { blobsOf, newRun, stepOf } from '../../support/stored-runs.ts';

let count = 0;
const freshName = () => `test-${count++}`;

describeStore(
  'IdbStore',
  async () => {
    const name = freshName();
    const store = await IdbStore.open(name);
    return {
      store,
      reopen: async () => {
        await store.close();
        return IdbStore.open(name);
      },
    };
  },
  { runs: 'many' },
);

describeIntake('IdbStore', () => IdbStore.open(freshName()));

afterEach(() => vi.restoreAllMocks());

describe('IdbStore, when a page dies while a run comes in', () => {
  const part = { records: newRun('in').records, blobs: blobsOf('a', 'b'), bytes: 100 };
  /** All keys that the database holds, however many runs they belong to. */
  const keysIn = async (name: string) => {
    const database = await openDB(name);
    const keys = await Promise.all([...database.objectStoreNames].map((store) => database.getAllKeys(store)));
    database.close();
    return keys.flat();
  };

  it('holds what had come until it is swept, and nothing then', async () => {
    const name = freshName();
    const store = await IdbStore.open(name);
    await store.createRun(newRun('one'));
    const before = await keysIn(name);
    for (const id of ['a', 'in', 'zz']) await store.stage(id, part);
    await store.close();
    const again = await IdbStore.open(name);
    expect(await again.listRuns()).toHaveLength(1);
    expect(await keysIn(name)).toHaveLength(before.length + 9);
    await again.sweep();
    expect(await keysIn(name)).toEqual(before);
  });

  it('keeps nothing of a piece that does not fit', async () => {
    const name = freshName();
    const store = await IdbStore.open(name);
    failAfter(2, () => new DOMException('disk is full', 'QuotaExceededError'));
    await expect(store.stage('in', part)).rejects.toMatchObject({ code: 'storage-full' });
    expect(await keysIn(name)).toEqual([]);
  });
});

/** Lets the first `allowed` writes of the next transaction through, then fails as the browser would. */
function failAfter(allowed: number, error: () => Error): void {
  const put = IDBObjectStore.prototype.put;
  let left = allowed;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (left-- > 0) return put.apply(this, args);
    throw error();
  });
}

describe('IdbStore, when the browser fails it', () => {
  it.each([0, 1, 2])('keeps the generation before when a write dies after %i others', async (allowed) => {
    const name = freshName();
    const store = await IdbStore.open(name);
    await store.createRun(newRun('one'));
    await store.append('one', stepOf(1, ['a', 'c'], ['c']));
    const before = [await store.readWorld('one'), await store.readRecords('one', 0, 9), await store.listRuns()];
    failAfter(allowed, () => new DOMException('disk is full', 'QuotaExceededError'));
    const broken = store.append('one', stepOf(2, ['c', 'd'], ['d']));
    await expect(broken).rejects.toMatchObject({ code: 'storage-full', nextStep: expect.stringContaining('export') });
    vi.restoreAllMocks();
    await store.close();
    const again = await IdbStore.open(name);
    expect([await again.readWorld('one'), await again.readRecords('one', 0, 9), await again.listRuns()]).toEqual(
      before,
    );
    await again.append('one', stepOf(2, ['c', 'd'], ['d']));
    expect((await again.readWorld('one')).world.generation).toBe(2);
  });

  it('keeps the generation before when the transaction is aborted at its commit', async () => {
    const store = await IdbStore.open(freshName());
    await store.createRun(newRun('one'));
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = put.apply(this, args);
      const transaction = this.transaction;
      request.addEventListener('success', () => transaction.abort());
      return request;
    });
    await expect(store.append('one', stepOf(1, ['a']))).rejects.toMatchObject({ code: 'storage-refused' });
    vi.restoreAllMocks();
    expect(await store.readRecords('one', 0, 9)).toHaveLength(1);
    expect((await store.readWorld('one')).world.generation).toBe(0);
  });

  it('creates nothing of a run that does not fit', async () => {
    const store = await IdbStore.open(freshName());
    failAfter(2, () => new DOMException('disk is full', 'QuotaExceededError'));
    await expect(store.createRun(newRun('one'))).rejects.toMatchObject({ code: 'storage-full' });
    vi.restoreAllMocks();
    expect(await store.listRuns()).toEqual([]);
    await store.createRun(newRun('one'));
  });

  it('says in one sentence that storage is refused', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('The operation is insecure', 'SecurityError');
    });
    await expect(IdbStore.open(freshName())).rejects.toMatchObject({
      code: 'storage-refused',
      sentence: expect.stringContaining('The operation is insecure'),
    });
  });

  it('says that a newer lab wrote the store, and leaves it alone', async () => {
    const name = freshName();
    (await openDB(name, DATABASE_VERSION + 1)).close();
    await expect(IdbStore.open(name)).rejects.toMatchObject({ code: 'storage-newer' });
    const database = await openDB(name);
    expect(database.version).toBe(DATABASE_VERSION + 1);
    database.close();
  });

  it('makes way for a newer lab in another tab and comes back', async () => {
    const name = freshName();
    const store = await IdbStore.open(name);
    await store.createRun(newRun('one'));
    (await openDB(name, DATABASE_VERSION + 1)).close();
    await expect(store.listRuns()).rejects.toMatchObject({ code: 'storage-newer' });
  });

  it('refuses a saved state that is none', async () => {
    const name = freshName();
    const store = await IdbStore.open(name);
    await store.createRun(newRun('one'));
    const database = await openDB(name);
    await database.put('worlds', { generation: 'many' }, 'one');
    database.close();
    await expect(store.readWorld('one')).rejects.toMatchObject({ code: 'journal-damaged' });
    await store.amend('one', 0, [measuredEvent()]);
  });
});
