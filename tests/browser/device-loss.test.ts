/**
 * A graphics device that is lost under the whole page, on the software adapter: while the model is opened, in a generation,
 * and at once when it is opened again. The run goes on each time, in the end on WebAssembly, and the page says so until it is
 * read. Losses at a hundred moments are among the long tests.
 */
import { expect, it } from 'vitest';
import { openBrowser, startSite } from './harness.ts';
import { LabPage, query, stateHashes } from './lab-page.ts';
import { loseDevices, type Moment } from './lost-devices.ts';

const WORLD = query({
  seed: 'gpu',
  preset: 'default',
  backend: 'webgpu',
  'population.founders': 3,
  'population.capacity': 3,
  'population.episodes': 3,
  'attempts.maxNewTokens': 4,
  'cells.opening': 'logic.bool/short',
  'measure.every': 0,
});

it('three losses in a row cost nothing of the run, and are told until somebody has read it', async () => {
  const site = await startSite();
  const browser = await openBrowser({ webgpu: true });
  try {
    const moments: Moment[] = [{ calls: 40 }, { after: 'run', calls: 25 }, { calls: 90 }];
    const losing = await loseDevices(browser, () => moments.shift() ?? null);
    const lab = await LabPage.open(browser, `${site.url}?${WORLD}`);
    await lab.reach(2, 280_000);
    expect(losing.destroyed.length).toBe(3);
    expect(losing.workers()).toBe(4);
    expect((await lab.backend()).label).toMatch(/^Backend: micro · WebAssembly/);

    const lost = lab.page.getByText(/^The graphics device was lost and started again/);
    const gaveWay = lab.page.getByText(/^The graphics device was lost three times in a row/);
    expect(await lost.innerText()).toContain('It happened 2 times');
    await lab.button('Pause').click();
    await lab.page.reload();
    await gaveWay.waitFor();
    await lost.locator('..').getByRole('button', { name: 'Understood' }).click();
    expect(await lost.count()).toBe(0);
    expect(await gaveWay.count()).toBe(1);

    const { records } = await lab.newestKept();
    expect(stateHashes({ records }).length).toBeGreaterThan(2);
    expect(lab.troubles).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
}, 300_000);
