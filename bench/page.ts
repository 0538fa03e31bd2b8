/** How soon a newcomer sees life: from navigation to the first generation on screen, nothing cached, a server nearby. */
import { builds, ensureBuilt } from '../scripts/lib/build.mjs';
import { openBrowser, startSite } from '../tests/browser/harness.ts';
import { median } from './median.ts';
import type { Benchmark } from './registry.ts';

const VISITS = 3;

export const page: Benchmark = {
  keys: ['page.firstGenerationMs'],
  async run() {
    if (!(await ensureBuilt(builds.site, { quiet: true }))) throw new Error('the site could not be built');
    const site = await startSite();
    try {
      const visitsMs: number[] = [];
      for (let i = 0; i < VISITS; i++) visitsMs.push(await firstVisitMs(site.url));
      return [
        {
          key: 'page.firstGenerationMs',
          what: `from navigation to the first generation on screen, fresh profile, local server, ms, median of ${VISITS}`,
          value: median(visitsMs),
          toReach: { atMost: 6000 },
        },
      ];
    } finally {
      await site.close();
    }
  },
};

/** By the page's own clock, which starts with the navigation. */
async function firstVisitMs(url: string): Promise<number> {
  const browser = await openBrowser();
  try {
    const { page } = await browser.openPage(url);
    const seen = await page.waitForFunction(
      () => Number(document.querySelector('[data-testid=generation]')?.textContent ?? 0) >= 1 && performance.now(),
      undefined,
      { timeout: 120_000 },
    );
    return (await seen.jsonValue()) as number;
  } finally {
    await browser.close();
  }
}
