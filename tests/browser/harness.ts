/**
 * Real Chromium against the built site. A test starts a site (with or without isolation headers, under any sub-path),
 * opens a browser with a fresh profile and gets, besides the page, a watch on everything that must not happen: console
 * errors, uncaught errors, failed requests and requests that leave the site's own origin.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { findBrowser } from '../../scripts/lib/browser.mjs';
import { builds } from '../../scripts/lib/build.mjs';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { serve } from '../../scripts/lib/serve.mjs';

export interface Site {
  /** Address of the site's index page, with a slash at its end. */
  url: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** Send our server's headers: those that make wasm threads possible, and the policy. Without: any plain server. Default true. */
  isolation?: boolean;
  /** Path the site is served under; starts and ends with a slash. Default '/'. */
  base?: string;
  /** Which build. Default 'site'. */
  build?: keyof typeof builds;
  /** More folders to serve, by their path under the base, with a slash at its end. Default none. */
  folders?: Record<string, string>;
}

/** Serves a build on a free port. Beside it, `<base>test-files/` gives tests/golden and tests/fixtures. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const { isolation = true, base = '/', build = 'site', folders = {} } = options;
  const mounts: Record<string, string> = { [base]: inRepository(builds[build].folder) };
  if (build === 'bench') {
    mounts[`${base}test-files/golden/`] = inRepository('tests', 'golden');
    mounts[`${base}test-files/fixtures/`] = inRepository('tests', 'fixtures');
  }
  for (const [path, folder] of Object.entries(folders)) mounts[`${base}${path}`] = folder;
  const server = await serve({ mounts, port: 0, isolation, policy: isolation });
  return { url: `${server.origin}${base}`, close: () => server.close() };
}

export interface BrowserOptions {
  /** Offer WebGPU through the software adapter (right but slow). Default false. */
  webgpu?: boolean;
  /** Keep this profile folder, to open the same profile again later. Default: a fresh one, removed at the end. */
  profile?: string;
  viewport?: { width: number; height: number };
  /** A phone or a tablet: fingers instead of a mouse. Default false. */
  touch?: boolean;
}

export interface LabBrowser {
  context: BrowserContext;
  /** Opens a page and begins to watch it. */
  openPage(url: string): Promise<WatchedPage>;
  close(): Promise<void>;
}

export interface WatchedPage {
  page: Page;
  /** One line for each thing that must not happen, in order. Empty is what tests ask for. */
  troubles: string[];
}

const quietFlags = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the system's browser. Throws, with what to do, when there is none. */
export async function openBrowser({
  webgpu,
  profile,
  viewport,
  touch = false,
}: BrowserOptions = {}): Promise<LabBrowser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chrome, Chromium or Edge found. Install one, or set CHROME_PATH.');
  const folder = profile ?? (await mkdtemp(join(tmpdir(), 'evolora-profile-')));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    chromiumSandbox: false, // Chromium refuses to start as root with its sandbox, and CI is root
    args: [...quietFlags, ...(webgpu ? ['--enable-unsafe-webgpu'] : [])],
    viewport: viewport ?? { width: 1280, height: 800 },
    hasTouch: touch,
    isMobile: touch,
  });
  context.setDefaultTimeout(120_000); // what takes longer never comes, however busy the machine
  return {
    context,
    openPage: (url) => openPage(context, url),
    close: async () => {
      await context.close();
      if (!profile && existsSync(folder)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function openPage(context: BrowserContext, url: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const troubles = watch(page, new URL(url).origin);
  await page.goto(url);
  return { page, troubles };
}

/** Files that a host may lack: that a fixture has none of them is no trouble. */
const OPTIONAL_FILE = /\/fixtures\/hosts\/[^/]+\/(?:generation_config|check)\.json$/;

/** Collects what must not happen on a page and in its workers. */
function watch(page: Page, origin: string): string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !OPTIONAL_FILE.test(message.location().url))
      troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.stack ?? error.message}`));
  page.on('crash', () => troubles.push('the page crashed'));
  page.on('request', (request) => {
    const target = new URL(request.url());
    const isLocal = target.protocol === 'data:' || target.protocol === 'blob:' || target.origin === origin;
    if (!isLocal) troubles.push(`left the origin: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()} ${reason}`); // aborted = page was left
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !OPTIONAL_FILE.test(response.url()))
      troubles.push(`${response.status()}: ${response.url()}`);
  });
  return troubles;
}
