/**
 * The built page in Firefox, as a newcomer finds it: a world begins by itself, lives, survives a reload with its past
 * unchanged, and lives on. Nothing is chosen, so it is the default world on whatever the browser offers.
 */
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSite, type Site } from '../browser/harness.ts';
import { stateHashes } from '../browser/lab-page.ts';
import { FirefoxLab, openFirefox } from './firefox.ts';

const LIVED = 3;

let site: Site;
let browser: Browser;
let lab: FirefoxLab;
/** The state after each generation, before the reload. */
let past: string[];

beforeAll(async () => {
  site = await startSite();
  browser = await openFirefox();
  console.log(`${await browser.version()} over WebDriver BiDi`);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it(`a world begins by itself and lives ${LIVED} generations`, async () => {
  lab = await FirefoxLab.open(browser, site.url);
  await lab.reach(LIVED);
  console.log(await lab.backend());
  await expect.poll(async () => stateHashes(await lab.newestKept()).length).toBeGreaterThan(LIVED);
  past = stateHashes(await lab.newestKept());
  console.log(`state after generation ${LIVED}: ${past[LIVED]}`);
  expect(new Set(past).size).toBe(past.length);
});

it('a reload resumes it with the same past, and it lives on', async () => {
  await lab.page.reload();
  await lab.reach(past.length - 1);
  await lab.reach((await lab.generation()) + 2);
  const resumed = stateHashes(await lab.newestKept());
  console.log(`state after generation ${LIVED}, resumed: ${resumed[LIVED]}; ${resumed.length - 1} generations lived`);
  expect(resumed.length).toBeGreaterThan(past.length);
  expect(resumed.slice(0, past.length)).toEqual(past);
});

it('nothing is warned of, nothing failed and nothing left the site', async () => {
  expect(await lab.alerts()).toEqual([]);
  expect(lab.troubles).toEqual([]);
});
