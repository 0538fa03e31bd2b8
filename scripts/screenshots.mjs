/**
 * Pictures of the running lab: `node scripts/screenshots.mjs FOLDER [--generations 60] [--sizes 1440x900,1280x800]
 * [--themes light,dark] [--seed 1] [--settings QUERY] [--run FILE] [--view pond | niche | lineage | diary] [--panel NAME]
 * [--name lab]`. Starts the built page in a headless browser with a fresh profile, lets the world live, and takes every size
 * and theme of it, while it goes on. Settings are parameters as in the page's address. With --run the run in FILE (.evolora) is
 * shown as it was left; --view is what the middle of the page shows, and --panel, as screen readers call it, the only
 * thing in the pictures.
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
    run: { type: 'string' },
    view: { type: 'string', default: 'pond' },
    panel: { type: 'string' },
    name: { type: 'string', default: 'lab' },
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
  await page.addInitScript((view) => {
    localStorage.setItem('evolora.welcomed', 'true');
    localStorage.setItem('evolora.speed', '"Full"');
    localStorage.setItem('evolora.centre', JSON.stringify(view));
  }, options.view);
  const query = new URLSearchParams(options.settings);
  query.set('seed', options.seed);
  await page.goto(`${server.origin}/?${query}`);
  if (options.run) await open(page, options.run);
  else await live(page, Number(options.generations));
  if (!options.panel) await choose(page);
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

/** Takes the run in and rests it. */
async function open(page, file) {
  await live(page, 1);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByLabel('File to import').setInputFiles(file);
  await page.getByRole('dialog').waitFor({ state: 'detached', timeout: 120_000 });
  await page
    .getByRole('button', { name: 'Pause', exact: true })
    .click({ timeout: 2000 })
    .catch(() => {}); // it may rest already
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
      const path = join(folder, `${options.name}-${width}x${height}-${colorScheme}.png`);
      if (options.panel) await page.getByRole('region', { name: options.panel, exact: true }).screenshot({ path });
      else await page.screenshot({ path });
      console.log(path);
    }
  }
}
