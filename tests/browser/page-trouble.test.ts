/**
 * What can go wrong around the page: other tabs, a worker that dies, storage that is full, refused or newer than the lab, a
 * server without headers, an address that asks for the impossible. Each is told in a sentence, and nothing of the run is lost.
 */
import type { Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, query, SMALL_WORLD, stateHashes } from './lab-page.ts';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => site?.close());

/** A browser with a fresh profile for each concern, so that none inherits another's trouble. */
async function inBrowser(work: (browser: LabBrowser) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

const small = () => `${site.url}?${SMALL_WORLD}`;

it('a second tab looks on, and takes over when the first is gone', () =>
  inBrowser(async (browser) => {
    const first = await LabPage.open(browser, small());
    await first.reach(2);
    const second = await LabPage.open(browser, small());
    await second.page.getByText('Another tab runs this world; here you can only look').waitFor();
    await second.reach(await first.generation());
    expect(await second.button('Play').isEnabled()).toBe(false);
    expect(await second.page.getByText('Another tab holds this run; turn the dials there.').count()).toBe(1);
    const before = await second.goOn(2);
    const kept = stateHashes(await second.newestKept());
    expect(first.troubles).toEqual([]);
    await first.page.close();
    await second.button('Take over').click();
    await second.reach(before + 2);
    expect(stateHashes(await second.newestKept()).slice(0, kept.length)).toEqual(kept);
    expect(second.troubles).toEqual([]);
  }));

describe('a worker that dies', () => {
  const kills = {
    'of an error': (worker: Worker) =>
      worker.evaluate(() => {
        setTimeout(() => {
          throw new Error('thrown in the worker');
        });
      }),
    'in silence': (worker: Worker) => worker.evaluate(() => self.close()),
  };

  it.each(['of an error', 'in silence'] as const)('%s is replaced, and the run goes on from its journal', (how) =>
    inBrowser(async (browser) => {
      const lab = await LabPage.open(browser, small());
      await lab.reach(2);
      const dead = lab.worker();
      const kept = stateHashes(await lab.newestKept());
      const said = await lab.listen();
      const successor = lab.page.waitForEvent('worker', {
        predicate: (worker) => worker.url() === dead.url(),
        timeout: 60_000,
      });
      await kills[how](dead);
      expect(await successor).not.toBe(dead);
      await lab.goOn(2);
      expect(await said()).toContain('Bringing the run back from its journal');
      expect(stateHashes(await lab.newestKept()).slice(0, kept.length)).toEqual(kept);
      const others = lab.troubles.filter((trouble) => !trouble.includes('thrown in the worker'));
      expect(others).toEqual([]);
    }),
  );
});

describe('storage', () => {
  it('that is full is told, the run goes on in memory, and is saved whole when there is room again', () =>
    inBrowser(async (browser) => {
      const setQuota = await quotaSetter(browser);
      await setQuota(1_500_000); // room for the founders and some generations
      const lab = await LabPage.open(browser, small());
      await lab.alert.waitFor();
      expect(await lab.alert.innerText()).toMatch(/^The storage is full, so the newest generations are kept in memory/);
      const kept = stateHashes(await lab.newestKept());
      await lab.goOn(2);
      expect(await lab.page.getByText('not saved').count()).toBe(1);
      expect(stateHashes(await lab.newestKept())).toEqual(kept);
      await setQuota(undefined);
      await lab.alert.waitFor({ state: 'detached' });
      const now = await lab.goOn(1);
      await expect.poll(async () => stateHashes(await lab.newestKept()).length).toBeGreaterThanOrEqual(now);
      expect(lab.troubles).toEqual([]);
    }));

  it('that is refused is told, and the world lives in memory', () =>
    inBrowser(async (browser) => {
      await refuseStorage(browser);
      const lab = await LabPage.open(browser, small());
      await lab.reach(2);
      expect(await lab.alert.innerText()).toMatch(/^Runs cannot be stored here .*kept in memory only.*export the run/s);
      expect(await lab.page.getByText('not saved').count()).toBe(1);
      expect((await lab.exportFile()).bytes.length).toBeGreaterThan(1000);
      expect(lab.troubles).toEqual([]);
    }));

  it('of a newer lab is left alone, and the world lives in memory', () =>
    inBrowser(async (browser) => {
      const { page } = await browser.openPage(`${site.url}hosts/micro/config.json`);
      await page.evaluate(
        () =>
          new Promise<void>((resolve, reject) => {
            const request = indexedDB.open('evolora-lab', 99);
            request.onsuccess = () => {
              request.result.close();
              resolve();
            };
            request.onerror = () => reject(request.error as DOMException);
          }),
      );
      const lab = await LabPage.open(browser, small());
      await lab.reach(1);
      expect(await lab.alert.innerText()).toMatch(/^The runs stored here were written by a newer version of the lab/);
      expect(lab.troubles).toEqual([]);
    }));
});

it('a server without headers gives one thread, and the page says so', () =>
  inBrowser(async (browser) => {
    const plain = await startSite({ isolation: false, base: '/plain/' });
    try {
      const lab = await LabPage.open(browser, `${plain.url}?${SMALL_WORLD}`);
      await lab.reach(1);
      const { label, notes } = await lab.backend();
      expect(label).toContain('WebAssembly, 1 thread ·');
      expect(notes).toContain('there is one thread only');
      expect(lab.troubles).toEqual([]);
    } finally {
      await plain.close();
    }
  }));

it('an address that asks for the impossible is told, and the world begins without it', () =>
  inBrowser(async (browser) => {
    const lab = await LabPage.open(browser, `${site.url}?${query({ backend: 'wasm', 'energy.ticket': -3 })}`);
    expect(await lab.alert.innerText()).toMatch(
      /^The address asks for a world that cannot be: Ticket must be a number/,
    );
    await lab.reach(1);
    expect(lab.troubles).toEqual([]);
  }));

/** The worker of every page finds no database. Pages are left alone: the lab opens its store in the worker only. */
async function refuseStorage({ context }: LabBrowser): Promise<void> {
  await context.route('**/lab.worker-*.js', async (route) => {
    const response = await route.fetch();
    const refusal = `IDBFactory.prototype.open = () => { throw new DOMException('it was refused', 'SecurityError'); };`;
    await route.fulfill({ response, body: `${refusal}\n${await response.text()}` });
  });
}

/** Sets how much the site may store, or lifts the limit. The browser looks at a new limit only now and then, so set it early. */
async function quotaSetter(browser: LabBrowser): Promise<(quotaSize: number | undefined) => Promise<void>> {
  const { page } = await browser.openPage(`${site.url}hosts/micro/config.json`);
  const devtools = await browser.context.newCDPSession(page);
  return async (quotaSize) => {
    const limit = quotaSize === undefined ? {} : { quotaSize };
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, ...limit });
  };
}
