/**
 * The system's own Firefox, driven over WebDriver BiDi, with a watch on everything that must not happen; what
 * tests/browser/harness.ts is for Chromium. Playwright drives only a Firefox of its own, so this takes Puppeteer.
 */
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { readKept, type KeptRun } from '../browser/lab-page.ts';

/** Firefox's own conversations with its makers are none of the lab's, and would look like it. */
const QUIET = {
  'app.normandy.enabled': false,
  'services.settings.server': 'data:,none',
  'datareporting.healthreport.uploadEnabled': false,
  'toolkit.telemetry.unified': false,
};

/** Starts Firefox with a fresh profile, which is gone when it is closed. Throws, with what to do, when there is none. */
export async function openFirefox(): Promise<Browser> {
  const executablePath = findBrowser('firefox');
  if (!executablePath) throw new Error('No Firefox found. Install one, or set FIREFOX_PATH.');
  return puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath,
    headless: true,
    extraPrefsFirefox: QUIET,
    defaultViewport: { width: 1280, height: 800 },
    timeout: 120_000,
    protocolTimeout: 300_000,
  });
}

/** The lab's page in Firefox, as far as the long tests handle it. */
export class FirefoxLab {
  readonly page: Page;
  /** One line for each thing that must not happen, in order. */
  readonly troubles: string[] = [];

  private constructor(page: Page, origin: string) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) =>
      this.troubles.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`),
    );
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isLocal = url.protocol === 'data:' || url.protocol === 'blob:' || url.origin === origin;
      if (!isLocal) this.troubles.push(`left the origin: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.troubles.push(`${response.status()}: ${response.url()}`);
    });
  }

  static async open(browser: Browser, url: string): Promise<FirefoxLab> {
    const lab = new FirefoxLab(await browser.newPage(), new URL(url).origin);
    await lab.page.evaluateOnNewDocument(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`the policy refused ${violatedDirective}: ${blockedURI}`),
      );
    });
    await lab.page.goto(url);
    return lab;
  }

  /** The number after `gen`; −1 before there is one. */
  generation(): Promise<number> {
    return this.page.evaluate(() =>
      Number(document.querySelector('[data-testid=generation]')?.textContent.replace(/\D/g, '') || -1),
    );
  }

  /** Waits until the page shows at least this generation. */
  async reach(generation: number, limitMs = 600_000): Promise<void> {
    await this.page.waitForFunction(
      (least) =>
        Number(document.querySelector('[data-testid=generation]')?.textContent.replace(/\D/g, '') || -1) >= least,
      { timeout: limitMs, polling: 100 },
      generation,
    );
  }

  /** The run that was written to last, as IndexedDB holds it. */
  async newestKept(): Promise<KeptRun> {
    return (await this.page.evaluate(readKept)).at(-1)!;
  }

  /** Where the model computes, as the page says it. */
  backend(): Promise<string> {
    return this.page.$eval('[aria-label^="Backend"]', (chip) => chip.getAttribute('aria-label') ?? '');
  }

  /** What the page warns of, one line each. */
  alerts(): Promise<string[]> {
    return this.page.$$eval('[role=alert]', (alerts) => alerts.map(({ textContent }) => textContent));
  }
}
