/**
 * A graphics device that is lost three times under the whole page, on the software adapter, while the model is opened. The
 * run goes on in the end on WebAssembly, and the page says so until it is read, also after a reload. Losses in the middle
 * of answers and of training are tested beneath the page (losses.test.ts), and at a hundred moments of the page's life among
 * the long tests.
 */
import { expect, it } from 'vitest';
import { openBrowser, startSite } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';
import { loseDevices, type Moment } from './lost-devices.ts';

const WORLD = SMALL_WORLD.replace('backend=wasm', 'backend=webgpu');

it('three losses in a row cost nothing of the run, and are told until somebody has read it', async () => {
  const site = await startSite();
  const browser = await openBrowser({ webgpu: true });
  try {
    const moments: Moment[] = [{ calls: 40 }, { calls: 150 }, { calls: 5 }];
    const losing = await loseDevices(browser, () => moments.shift() ?? null);
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    await lab.reach(2, 280_000);
    expect(losing.destroyed).toEqual([40, 150, 5]);
    expect(losing.workers()).toBe(4);
    expect((await lab.backend()).label).toMatch(/^Backend: micro · WebAssembly/);

    const lost = lab.page.getByText(/^The graphics device was lost and started again/);
    const gaveWay = lab.page.getByText(/^The graphics device was lost three times in a row/);
    expect(await lost.innerText()).toContain('It happened 2 times');
    await lab.page.goto(`${site.url}?backend=wasm`);
    await gaveWay.waitFor();
    await lost.locator('..').getByRole('button', { name: 'Understood' }).click();
    expect(await lost.count()).toBe(0);
    expect(await gaveWay.count()).toBe(1);
    await lab.reach(2);

    const { records } = await lab.newestKept();
    expect(stateHashes({ records }).length).toBeGreaterThan(2);
    expect(lab.troubles).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
}, 300_000);
