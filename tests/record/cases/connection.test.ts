/** A database that another tab holds, that never answers, or whose connection dies. */
import 'fake-indexeddb/auto';
import { IDBDatabase, IDBOpenDBRequest } from 'fake-indexeddb';
import { afterEach, expect, it, vi } from 'vitest';
import { openDB } from 'idb';
import { IdbStore } from '../../../src/record/store/store-idb.ts';
import { newRun, stepOf } from '../../support/stored-runs.ts';

let count = 0;
const freshName = () => `connection-${count++}`;
afterEach(() => vi.restoreAllMocks());

/** Every transaction on the connections that are open now fails; a new connection works. */
function loseConnections(name: string): void {
  const lost = new WeakSet<object>();
  const transaction = IDBDatabase.prototype.transaction;
  let isNew = false;
  const open = indexedDB.open.bind(indexedDB);
  vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
    isNew = true;
    return open(...args);
  });
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    if (!isNew) lost.add(this);
    if (lost.has(this)) throw new DOMException('Connection to Indexed Database server lost', name);
    return transaction.apply(this, args);
  });
}

it.each(['UnknownError', 'InvalidStateError'])(
  'a connection lost by %s is opened anew, and nothing is lost',
  async (name) => {
    const store = await IdbStore.open(freshName());
    await store.createRun(newRun('one'));
    loseConnections(name);
    await store.append('one', stepOf(1, ['a']));
    await store.append('one', stepOf(2, ['a']));
    expect(await store.readRecords('one', 0, 9)).toHaveLength(3);
  },
);

it('several accesses share the new connection', async () => {
  const store = await IdbStore.open(freshName());
  await store.createRun(newRun('one'));
  loseConnections('UnknownError');
  const found = await Promise.all([store.listRuns(), store.readWorld('one'), store.readRecords('one', 0, 9)]);
  expect(found[0]).toHaveLength(1);
  expect(indexedDB.open).toHaveBeenCalledTimes(1);
});

it('a connection that is lost again is told, with what becomes of the run', async () => {
  const store = await IdbStore.open(freshName());
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('gone', 'UnknownError');
  });
  await expect(store.listRuns()).rejects.toMatchObject({ code: 'storage-lost' });
  vi.restoreAllMocks();
  expect(await store.listRuns()).toEqual([]);
});

it('a tab that holds an older version and never answers does not hold up the lab', async () => {
  const name = freshName();
  vi.spyOn(indexedDB, 'databases').mockResolvedValue([{ name, version: 0 }]);
  vi.spyOn(indexedDB, 'open').mockReturnValue(new IDBOpenDBRequest());
  await expect(IdbStore.open(name)).rejects.toMatchObject({
    code: 'storage-blocked',
    sentence: expect.stringContaining('another tab'),
  });
});

it('what opens late is closed, and the next try opens it', async () => {
  const name = freshName();
  const deleting = await openDB(name, 1); // holds up the deletion, and so whoever opens after it
  const deletion = indexedDB.deleteDatabase(name);
  await expect(IdbStore.open(name)).rejects.toMatchObject({ code: 'storage-blocked' });
  deleting.close();
  await vi.waitFor(() => expect(deletion.readyState).toBe('done'), { timeout: 30_000 });
  expect(await (await IdbStore.open(name)).listRuns()).toEqual([]);
});

it('a browser that never answers and has no list of databases is told as that', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(indexedDB, 'open').mockImplementation(() => new IDBOpenDBRequest());
  vi.spyOn(indexedDB, 'databases').mockImplementation(() => {
    throw new TypeError('indexedDB.databases is not a function');
  });
  const opening = expect(IdbStore.open(freshName())).rejects.toMatchObject({ code: 'storage-blocked' });
  await vi.advanceTimersByTimeAsync(20_000);
  await opening;
  vi.useRealTimers();
});
