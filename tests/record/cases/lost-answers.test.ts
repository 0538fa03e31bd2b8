/** A database that keeps what it was given, and whose answer never comes, or comes as an error. */
import 'fake-indexeddb/auto';
import { IDBDatabase, IDBTransaction } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdbStore } from '../../../src/record/store/store-idb.ts';
import { ended, measuredEvent, pageOf } from '../../support/journal-maker.ts';
import { newRun, stepOf } from '../../support/stored-runs.ts';

let count = 0;
let store: IdbStore;
beforeEach(async () => {
  store = await IdbStore.open(`lost-answers-${count++}`, { patienceMs: 300 });
});
afterEach(() => vi.restoreAllMocks());

type Loss = 'never answers' | 'answers with UnknownError' | 'answers that the connection is gone';

/** The next `times` writing transactions are kept; then they answer as `loss` says. */
function loseAnswers(loss: Loss, times = 1): void {
  let left = times;
  const begin = IDBDatabase.prototype.transaction;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const transaction = begin.apply(this, args);
    if (args[1] !== 'readwrite' || left-- <= 0) return transaction;
    return deaf(transaction, loss, this);
  });
}

/** A transaction of which nobody hears that it is complete. */
function deaf(transaction: IDBTransaction, loss: Loss, database: IDBDatabase): IDBTransaction {
  const listen = transaction.addEventListener.bind(transaction);
  const onAbort: EventListener[] = [];
  transaction.addEventListener = (type: string, listener: EventListener) => {
    if (type === 'abort') onAbort.push(listener);
    if (type !== 'complete') return listen(type, listener);
    if (loss === 'never answers') return;
    listen(type, () => {
      const isClosed = loss === 'answers that the connection is gone';
      if (isClosed) setTimeout(() => database.dispatchEvent(new IDBVersionChangeEvent('close')), 1); // after the abort, as in a browser
      const error = new DOMException('lost', isClosed ? 'AbortError' : 'UnknownError');
      Object.defineProperty(transaction, 'error', { value: error });
      setTimeout(() => onAbort.forEach((answer) => answer(new Event('abort'))));
    });
  };
  return transaction;
}

const losses: Loss[] = ['never answers', 'answers with UnknownError', 'answers that the connection is gone'];
describe.each(losses)('a database that keeps and %s', (loss) => {
  it('has a new run once', async () => {
    loseAnswers(loss);
    await store.createRun(newRun('one'));
    expect(await store.listRuns()).toHaveLength(1);
    expect(await store.readRecords('one', 0, 9)).toHaveLength(1);
  });

  it('has a generation once', async () => {
    await store.createRun(newRun('one'));
    loseAnswers(loss);
    await store.append('one', stepOf(1, ['a', 'c'], ['c']));
    await store.append('one', stepOf(2, ['a']));
    expect(await store.readRecords('one', 0, 9)).toHaveLength(3);
  });

  it('has events once', async () => {
    await store.createRun(newRun('one'));
    loseAnswers(loss);
    await store.amend('one', 0, [measuredEvent()]);
    await store.amend('one', 0, [measuredEvent()]); // a second one that is alike, and meant
    const [page] = await store.readRecords('one', 0, 0);
    expect(page!.events).toEqual([...newRun('one').records[0]!.events, measuredEvent(), measuredEvent()]);
  });

  it('forgets a run without a complaint', async () => {
    await store.createRun(newRun('one'));
    loseAnswers(loss);
    await store.delete('one');
    expect(await store.listRuns()).toEqual([]);
  });

  it('has a generation once, also when both answers are lost and it has grown until the next try', async () => {
    await store.createRun(newRun('one'));
    loseAnswers(loss, 2);
    const step = stepOf(1, ['a']);
    await expect(store.append('one', step)).rejects.toMatchObject({ code: expect.stringMatching(/^storage-/) });
    const grown = { ...step, record: pageOf(1, [ended(1), measuredEvent()]) };
    await store.append('one', grown);
    expect(await store.readRecords('one', 0, 9)).toEqual([...newRun('one').records, grown.record]);
  });
});

it('what another tab wrote meanwhile is still another tab’s', async () => {
  await store.createRun(newRun('one'));
  loseAnswers('answers with UnknownError', 2);
  await expect(store.append('one', stepOf(1, ['a']))).rejects.toMatchObject({ code: 'storage-lost' });
  await expect(store.append('one', stepOf(1, ['b']))).rejects.toMatchObject({ code: 'run-conflict' });
});

it('a run that is there is not made again', async () => {
  await store.createRun(newRun('one'));
  await expect(store.createRun(newRun('one'))).rejects.toMatchObject({ code: 'run-conflict' });
});

it('a database that never begins is given up, and nothing is lost', async () => {
  await store.createRun(newRun('one'));
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    const silent = Object.create(IDBTransaction.prototype) as IDBTransaction;
    return Object.assign(silent, {
      addEventListener: () => undefined,
      objectStore: () => ({ get: () => never(), put: () => never(), getAll: () => never(), getAllKeys: () => never() }),
      abort: () => undefined,
    });
  });
  await expect(store.append('one', stepOf(1, ['a']))).rejects.toMatchObject({ code: 'storage-lost' });
  vi.restoreAllMocks();
  await store.append('one', stepOf(1, ['a']));
  expect(await store.readRecords('one', 0, 9)).toHaveLength(2);
});

function never(): Promise<never> {
  return new Promise(() => undefined);
}
