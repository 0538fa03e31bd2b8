/** A database connection that is lost while a world lives: the lab opens another, and nothing is lost or there twice. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';

let site: Site;
let browser: LabBrowser;
beforeAll(async () => {
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** What goes wrong with the connection that the worker has open; each runs in the worker. */
const losses = {
  'throws UnknownError from now on': () => {
    const begin = IDBDatabase.prototype.transaction;
    const dead = new WeakSet<IDBDatabase>();
    const open = indexedDB.open.bind(indexedDB);
    let isNew = false;
    indexedDB.open = (...args) => {
      isNew = true;
      return open(...args);
    };
    IDBDatabase.prototype.transaction = function (...args) {
      if (!isNew) dead.add(this);
      if (dead.has(this)) throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
      return begin.apply(this, args);
    };
  },
  'is closed': () => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...args) {
      IDBDatabase.prototype.transaction = begin;
      this.close();
      return begin.apply(this, args);
    };
  },
  'keeps a generation and is lost before it says so': () => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...args) {
      const transaction = begin.apply(this, args);
      if (args[1] !== 'readwrite') return transaction;
      IDBDatabase.prototype.transaction = begin;
      const listen = transaction.addEventListener.bind(transaction);
      const onAbort: EventListener[] = [];
      transaction.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
        if (type === 'abort') onAbort.push(listener as EventListener);
        if (type !== 'complete') return listen(type, listener);
        listen(type, (event) => {
          Object.defineProperty(transaction, 'error', { value: new DOMException('lost', 'UnknownError') });
          onAbort.forEach((hear) => hear(event));
        });
      };
      return transaction;
    };
  },
};

it.each(Object.keys(losses) as (keyof typeof losses)[])('a connection that %s', async (loss) => {
  const lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.goOn(2);
  const before = stateHashes(await lab.newestKept());
  await lab.worker().evaluate(losses[loss]);
  const lived = await lab.goOn(3);
  await expect.poll(async () => stateHashes(await lab.newestKept()).length).toBeGreaterThanOrEqual(lived);
  expect(await lab.alert.count()).toBe(0);
  expect(stateHashes(await lab.newestKept()).slice(0, before.length)).toEqual(before);
  await lab.page.reload();
  await lab.goOn(1);
  expect(stateHashes(await lab.newestKept()).slice(0, before.length)).toEqual(before);
  expect(lab.troubles).toEqual([]);
  await lab.page.close();
});
