/**
 * Pictures of the running lab: `node scripts/screenshots.mjs FOLDER [--generations 60] [--sizes 1440x900,1280x800]
 * [--themes light,dark] [--seed 1] [--settings QUERY]`. Starts the built page in a headless browser with a fresh profile,
 * lets the world live, and takes every size and theme of it, while it goes on. Settings are parameters as in the page's address.
 */
/* global document */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findBrowser } from './lib/browser.mjs';
import { builds, ensureBuilt } from './lib/build.mjs';
import { inRepository } from './lib/paths.mjs';
import { serve } from './lib/serve.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    generations: { type: 'string', default: '60' },
    sizes: { type: 'string', default: '1280x800,1440x900' },
    themes: { type: 'string', default: 'light,dark' },
    seed: { type: 'string', default: '1' },
    settings: { type: 'string', default: '' },
  },
});
const [folder] = positionals;
if (!folder) throw new Error('Name the folder for the pictures.');
const sizes = options.sizes.split(',').map((size) => size.split('x').map(Number));
const themes = options.themes.split(',');

if (!(await ensureBuilt(builds.site, { quiet: true }))) throw new Error('The site could not be built.');
const executablePath = findBrowser();
if (!executablePath) throw new Error('No Chrome, Chromium or Edge found. Install one, or set CHROME_PATH.');
mkdirSync(folder, { recursive: true });
const server = await serve({ mounts: { '/': inRepository(builds.site.folder) }, port: 0 });
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
try {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  page.on('console', (message) => message.type() === 'error' && console.error(`console: ${message.text()}`));
  page.on('pageerror', (error) => console.error(`uncaught: ${error.message}`));
  await page.addInitScript(() => {
    localStorage.setItem('evolora.welcomed', 'true');
    localStorage.setItem('evolora.speed', '"Full"');
  });
  const query = new URLSearchParams(options.settings);
  query.set('seed', options.seed);
  await page.goto(`${server.origin}/?${query}`);
  await live(page, Number(options.generations));
  await choose(page);
  await shoot(page);
} finally {
  await browser.close();
  await server.close();
}

/** Waits until the world is that old. */
async function live(page, generations) {
  await page.waitForFunction(
    (least) => Number(document.querySelector('[data-testid=generation]')?.textContent.replace(/\D/g, '') ?? 0) >= least,
    generations,
    { timeout: 3_600_000, polling: 200 },
  );
}

/** Something worth seeing at the right: the life of the oldest among the rich. */
async function choose(page) {
  const rows = page.getByRole('region', { name: 'People' }).getByRole('row');
  const ages = (await rows.allInnerTexts()).slice(1, 7).map((text) => Number(text.split(/\s+/).at(-1)));
  await rows.nth(1 + ages.indexOf(Math.max(...ages))).click();
  await page.mouse.move(0, 0);
}

async function shoot(page) {
  for (const [width, height] of sizes) {
    for (const colorScheme of themes) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(1500); // panels settle, charts draw
      await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
      const path = join(folder, `lab-${width}x${height}-${colorScheme}.png`);
      await page.screenshot({ path });
      console.log(path);
    }
  }
}
