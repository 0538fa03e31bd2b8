/**
 * The built site on a plain static server under a sub-path: a first visit begins without waiting for anything, the page is kept
 * meanwhile, and from then on it is isolated, opens without the server, and changes its version only whole and never under
 * a tab.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { serve } from '../../scripts/lib/serve.mjs';
import { writeServiceWorker } from '../../scripts/vite/service-worker.ts';
import { openBrowser, type LabBrowser } from './harness.ts';
import { LabPage, SMALL_WORLD } from './lab-page.ts';

const BASE = '/some/sub/path/';
let folder: string;
let server: Awaited<ReturnType<typeof serve>> | null = null;
let port = 0;
let browser: LabBrowser;
let lab: LabPage;

/** A server that sends no header but those of the files. */
async function startServer(): Promise<void> {
  server = await serve({ mounts: { [BASE]: folder }, port, isolation: false, policy: false });
  expect(port === 0 || server.port === port).toBe(true);
  port = server.port;
}
async function stopServer(): Promise<void> {
  await server?.close();
  server = null;
}
const url = () => `http://127.0.0.1:${port}${BASE}?${SMALL_WORLD}`;
const site = async (page: LabPage): Promise<string> => (await page.backend()).notes;
const isIsolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated);
const caches = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.caches.keys());
/** Another version: what its page says of itself, and the list of files that goes with it. */
async function publish(version: string): Promise<void> {
  const index = join(folder, 'index.html');
  const text = await readFile(index, 'utf8');
  await writeFile(index, text.replace('</head>', `<meta name="test-version" content="${version}" /></head>`));
  writeServiceWorker(folder);
}
const version = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.querySelector('meta[name=test-version]')?.getAttribute('content') ?? null);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-site-'));
  await cp(inRepository(builds.site.folder), folder, { recursive: true });
  await startServer();
  browser = await openBrowser();
});
afterEach(() => expect(lab.troubles).toEqual([]));
afterAll(async () => {
  await browser?.close();
  await stopServer();
  await rm(folder, { recursive: true, force: true });
});

describe('a first visit', () => {
  it('begins a world without waiting to be kept, and is not isolated', async () => {
    lab = await LabPage.open(browser, url());
    await lab.reach(1);
    expect(await isIsolated(lab.page)).toBe(false);
    expect((await lab.backend()).label).toContain('1 thread');
  });

  it('is kept whole meanwhile, and says so', async () => {
    await expect
      .poll(() => site(lab), { timeout: 120_000 })
      .toContain('The page is kept: it opens offline, too, and computes with');
    const kept = await lab.page.evaluate(async () => {
      const [name] = await globalThis.caches.keys();
      return (await (await globalThis.caches.open(name!)).keys()).map((request) => new URL(request.url).pathname);
    });
    expect(kept).toContain(`${BASE}index.html`);
    expect(kept).toContain(`${BASE}hosts/micro/onnx/model.onnx`);
    expect(kept.every((path) => path.startsWith(BASE))).toBe(true);
    await lab.goOn(1); // the world went on under it
  });
});

describe('the next visit', () => {
  it('is isolated, goes on with the world, and has threads', async () => {
    const before = await lab.pause();
    await lab.page.goto(url());
    await lab.reach(before);
    expect(await isIsolated(lab.page)).toBe(true);
    const { label, notes } = await lab.backend();
    expect(label).toMatch(/[2-4] threads/);
    expect(notes).toContain('The page is kept: it opens offline, too.');
  });

  it('needs no server', async () => {
    await lab.play();
    await lab.goOn(1);
    await stopServer();
    await lab.page.goto(url());
    await lab.reach(await lab.generation());
    await lab.goOn(2);
    expect(await isIsolated(lab.page)).toBe(true);
    await startServer();
  });
});

describe('a new version', () => {
  it('whose files are not all there yet is not taken', async () => {
    const worker = await readFile(join(folder, 'service-worker.js'), 'utf8');
    await publish('two');
    await writeFile(join(folder, 'hosts', 'micro', 'check.json'), '{"half": "published"}');
    const failed = await lab.page.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration())!;
      const found = await registration.update();
      const installing = found.installing;
      if (!installing) return found.waiting === null;
      return new Promise<boolean>((resolve) => {
        const look = (): void => {
          if (installing.state !== 'installing') resolve(installing.state === 'redundant');
        };
        installing.addEventListener('statechange', look);
        look();
      });
    });
    expect(failed).toBe(true);
    await cp(inRepository(builds.site.folder, 'hosts'), join(folder, 'hosts'), { recursive: true });
    await writeFile(join(folder, 'service-worker.js'), worker);
    await lab.page.goto(url());
    await lab.reach(0);
    expect(await version(lab.page)).toBeNull();
  });

  it('waits while a tab is open, reloaded or not, under a run that goes on', async () => {
    writeServiceWorker(folder);
    await lab.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());
    await expect.poll(() => site(lab), { timeout: 120_000 }).toContain('A newer version of the page is kept.');
    await lab.goOn(1);
    await lab.page.goto(url());
    await lab.reach(0);
    expect(await version(lab.page)).toBeNull();
    expect(await caches(lab.page)).toHaveLength(2);
  });

  it('begins when the lab was closed everywhere, and the old one is gone', async () => {
    // A browser lets go of what is closed only after a while.
    const opened = async (): Promise<string | null> => {
      await lab.page.close();
      await wait(1000);
      lab = await LabPage.open(browser, url());
      return version(lab.page);
    };
    await expect.poll(opened, { interval: 500 }).toBe('two');
    await lab.reach(0);
    expect(await isIsolated(lab.page)).toBe(true);
    await expect.poll(() => caches(lab.page)).toHaveLength(1);
  });
});

it('a browser that refuses is told of in a sentence, and the world goes on', async () => {
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    navigator.serviceWorker.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
  });
  await lab.page.close();
  await page.goto(url());
  const refused = Object.create(lab, { page: { value: page } }) as LabPage;
  await refused.reach(0);
  await expect.poll(() => site(refused)).toContain('cannot be kept for offline use here; all else works.');
  await refused.goOn(1);
});
