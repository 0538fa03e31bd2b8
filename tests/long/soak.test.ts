/**
 * A browser that is killed again and again in the middle of a generation, as by a machine that runs out of memory. After
 * each start the run goes on from what was kept, and in the end its past is, hash by hash, that of a run nobody disturbed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, startSite, type LabBrowser, type Site } from '../browser/harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from '../browser/lab-page.ts';

const KILLS = 12;

let site: Site;
let profile: string;
beforeAll(async () => {
  site = await startSite();
  profile = await mkdtemp(join(tmpdir(), 'evolora-soak-'));
});
afterAll(async () => {
  await site?.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

const openLab = (browser: LabBrowser) => LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);

it(`nothing is lost when the browser is killed ${KILLS} times`, async () => {
  let past: string[] = [];
  for (let i = 0; i < KILLS; i++) {
    const browser = await openBrowser({ profile });
    const lab = await openLab(browser);
    await lab.reach(Math.max(0, past.length - 1));
    await lab.goOn(1);
    const [run, ...others] = await lab.kept();
    const kept = stateHashes(run!);
    expect(others).toEqual([]);
    expect(kept.slice(0, past.length)).toEqual(past);
    expect(kept.length).toBeGreaterThan(past.length);
    past = kept;
    await lab.page.waitForTimeout((i * 137) % 500); // anywhere in a generation
    await kill(browser);
  }
  console.log(`killed ${KILLS} times; ${past.length - 1} generations were seen in the store before the last`);
  expect(await undisturbed(past.length)).toEqual(past);
});

/** The first states of the same world in a browser that lives. */
async function undisturbed(generations: number): Promise<string[]> {
  const browser = await openBrowser();
  try {
    const lab = await openLab(browser);
    await lab.reach(generations, 300_000);
    return stateHashes(await lab.newestKept()).slice(0, generations);
  } finally {
    await browser.close();
  }
}

/** Ends the browser's main process by SIGKILL; its others end with it. */
async function kill(browser: LabBrowser): Promise<void> {
  const session = await browser.context.browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const main = processInfo.find(({ type }) => type === 'browser')!;
  const closed = browser.context.waitForEvent('close');
  process.kill(main.id, 'SIGKILL');
  await closed;
}
