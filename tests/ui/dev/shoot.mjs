/**
 * Looks at the page: `node tests/ui/dev/shoot.mjs OUT URL [--script FILE]`. Takes pictures in both sizes and themes; a
 * script module may drive the page first (default export: async (page) => void).
 */
/* global document */
import { chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/lib/browser.mjs';

const [out, url, ...rest] = process.argv.slice(2);
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const sizes = (option('--sizes') ?? '1280x800,1440x900').split(',').map((size) => size.split('x').map(Number));
const themes = (option('--themes') ?? 'light,dark').split(',');
const script = option('--script');
const browser = await chromium.launch({ executablePath: findBrowser(), chromiumSandbox: false });
for (const [width, height] of sizes) {
  for (const colorScheme of themes) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && console.log(message.type(), message.text()),
    );
    page.on('pageerror', (error) => console.log('page error', error.message));
    if (!rest.includes('--first')) await page.addInitScript(() => localStorage.setItem('evolora.welcomed', 'true'));
    await page.goto(url);
    await page
      .waitForFunction(() => document.querySelector('[data-testid=generation]'), undefined, { timeout: 30_000 })
      .catch(() => console.log('no generation shown'));
    await page.waitForTimeout(500);
    if (script) await (await import(script)).default(page);
    await page.screenshot({ path: `${out}-${width}-${colorScheme}.png` });
    await page.close();
  }
}
await browser.close();
