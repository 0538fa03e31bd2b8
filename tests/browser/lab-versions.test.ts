/**
 * Tabs of different versions on one database: the older one keeps what it has and says so, and neither harms the runs. The
 * newer lab is the built one, whose worker asks the browser for the next version of the database.
 */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, readKept, SMALL_WORLD, stateHashes } from './lab-page.ts';

let site: Site;
let browser: LabBrowser;
beforeAll(async () => {
  site = await startSite();
});
afterAll(async () => site?.close());
beforeEach(async () => {
  browser = await openBrowser();
});
afterEach(async () => browser?.close());

const openLab = () => LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);

/** Labs that are opened from now on are of the next version, as far as the database can tell. */
async function releaseNextVersion(): Promise<void> {
  await browser.context.route('**/lab.worker-*.js', async (route) => {
    const response = await route.fetch();
    const next = `const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (name, version) { return open.call(this, name, version + 1); };`;
    await route.fulfill({ response, body: `{ ${next} }\n${await response.text()}` });
  });
}

/** A page of the same origin that has the database open at its present version and hears nothing. */
async function holdDatabase(): Promise<Page> {
  const { page } = await browser.openPage(`${site.url}hosts/micro/config.json`);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open('evolora-lab');
        request.onsuccess = () => {
          Object.assign(globalThis, { held: request.result });
          resolve();
        };
        request.onerror = () => reject(request.error as DOMException);
      }),
  );
  return page;
}

it('a newer lab that arrives in mid-run gets the database, and the older one says so and lives on in memory', async () => {
  const older = await openLab();
  await older.reach(3);
  await releaseNextVersion();
  const newer = await openLab();
  await newer.page.getByText('Another tab runs this world; here you can only look').waitFor();
  await older.alert.waitFor();
  expect(await older.alert.innerText()).toMatch(/^A newer version of the lab has taken over the stored runs/);
  const kept = stateHashes(await newer.newestKept());
  expect(kept.length).toBeGreaterThan(3);
  await older.goOn(2);
  await older.button('Export').click();
  await older.dialog.getByRole('button', { name: 'Download run' }).click();
  await older.dialog.getByText('this tab can neither save nor export').waitFor();
  expect(stateHashes(await newer.newestKept())).toEqual(kept);
  expect(older.troubles).toEqual([]);
  await older.page.close();
  await newer.button('Take over').click();
  const inStore = async () => stateHashes(await newer.newestKept()).length;
  await expect.poll(inStore).toBeGreaterThan(kept.length + 1);
  expect(stateHashes(await newer.newestKept()).slice(0, kept.length)).toEqual(kept);
  expect(await newer.alert.count()).toBe(0);
  expect(newer.troubles).toEqual([]);
});

it('a page that holds the older database is told of, and once it is closed the run goes on', async () => {
  const before = await openLab();
  await before.reach(3);
  await before.page.close();
  const holder = await holdDatabase();
  const kept = stateHashes((await holder.evaluate(readKept)).at(-1)!);
  await releaseNextVersion();
  const lab = await openLab();
  const opening = lab.page.locator('[aria-current=step]', { hasText: 'Opening the store' });
  await opening.waitFor();
  await opening.waitFor({ state: 'detached' });
  await lab.alert.waitFor();
  expect(await lab.alert.innerText()).toMatch(
    /^The stored runs cannot be opened now: another tab of the lab holds them/,
  );
  await lab.reach(1);
  await holder.close();
  await lab.page.reload();
  await lab.reach(kept.length + 1);
  expect(stateHashes(await lab.newestKept()).slice(0, kept.length)).toEqual(kept);
  expect(await lab.alert.count()).toBe(0);
  expect(lab.troubles).toEqual([]);
});
