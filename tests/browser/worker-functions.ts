/**
 * Calls library code in a worker of a real browser as if it were here:
 *
 *     const bench = await openBench({ isolation: true });
 *     const core = bench.functions<typeof import('./bench-page/functions/core.ts')>('core');
 *     await core.draws(['seed', 1], 5);
 *
 * To add functions, write tests/browser/bench-page/functions/<name>.ts; nothing has to be registered. Arguments and
 * results travel as data (numbers, texts, arrays, plain objects, typed arrays).
 */
import { openBrowser, startSite, type BrowserOptions, type SiteOptions, type WatchedPage } from './harness.ts';

/** A module's functions, each returning a promise. */
export type InWorker<Module> = {
  [Name in keyof Module as Module[Name] extends (...args: never[]) => unknown ? Name : never]: Module[Name] extends (
    ...args: infer Args
  ) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never;
};

export interface Bench extends WatchedPage {
  /** Address the bench page was opened at; `public/` and `test-files/` lie under it. */
  url: string;
  /** The functions of tests/browser/bench-page/functions/<module>.ts. */
  functions<Module>(module: string): InWorker<Module>;
  close(): Promise<void>;
}

/** Starts a site, a browser and the bench page with its worker. Close it at the end. */
export async function openBench(options: Omit<SiteOptions, 'build'> & BrowserOptions = {}): Promise<Bench> {
  const site = await startSite({ ...options, build: 'bench' });
  const browser = await openBrowser(options);
  const { page, troubles } = await browser.openPage(site.url);
  await page.waitForFunction(() => window.callInWorker !== undefined);
  // Once the software adapter has been started, it answers a worker within the time that the host gives a driver.
  if (options.webgpu) await page.evaluate(async () => void (await navigator.gpu?.requestAdapter()));
  const call = (module: string, name: string, args: unknown[]) =>
    page.evaluate((request) => window.callInWorker!(...request), [module, name, args] as [string, string, unknown[]]);
  return {
    url: site.url,
    page,
    troubles,
    functions: <Module>(module: string) =>
      new Proxy({} as InWorker<Module>, {
        get: (_, name) => (name === 'then' ? undefined : (...args: unknown[]) => call(module, String(name), args)),
      }),
    close: async () => {
      await browser.close();
      await site.close();
    },
  };
}
